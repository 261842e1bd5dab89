// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/// Why a file cannot be used, in words for the administrator.
public final class FileFault {
    private FileFault() {}

    /// The reason without the name of the file.
    public static String reason(UncheckedIOException e) {
        IOException cause = e.getCause();
        return cause == null ? String.valueOf(e.getMessage()) : reason(cause);
    }

    /// The reason without the name of the file.
    public static String reason(IOException e) {
        return switch (e) {
            case NoSuchFileException _ -> "there is no such file";
            case AccessDeniedException _ ->
                    "user " + System.getProperty("user.name", "?") + " has no permission";
            case CharacterCodingException _ -> "it is not UTF-8 text";
            case FileSystemException f when f.getReason() != null -> f.getReason();
            default -> String.valueOf(e.getMessage());
        };
    }
}
