// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.config.FileFault;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.config.VerifyParameters;
import org.mailroom.smtp.verify.AddressVerification;
import org.mailroom.smtp.verify.VerifyCacheFile;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/// What is learnt of addresses, over restarts. Closed once.
final class VerifiedAddresses implements AutoCloseable {
    private final AddressVerification verification;
    private final Optional<VerifyCacheFile> file;
    private final Consumer<String> warnings;

    private VerifiedAddresses(
            AddressVerification verification,
            Optional<VerifyCacheFile> file,
            Consumer<String> warnings) {
        this.verification = verification;
        this.file = file;
        this.warnings = warnings;
    }

    /// Takes what the file of `address_verify_map` has.
    static VerifiedAddresses open(
            AddressVerification verification, MainCf main, Consumer<String> warnings) {
        // A type and a proxy before the name mean other ways to keep a table
        String name =
                main.get(VerifyParameters.ADDRESS_VERIFY_MAP).replaceFirst("^(?:\\w+:)*(?=/)", "");
        Optional<VerifyCacheFile> file =
                name.startsWith("/")
                        ? Optional.of(new VerifyCacheFile(Path.of(name)))
                        : Optional.empty();
        var opened = new VerifiedAddresses(verification, file, warnings);
        opened.read();
        return opened;
    }

    private void read() {
        try {
            if (file.isPresent()) {
                verification.learn(file.get().read());
            }
        } catch (IOException e) {
            warn("read", e);
        }
    }

    /// Writes what was learnt.
    @Override
    public void close() {
        try {
            if (file.isPresent() && !verification.known().isEmpty()) {
                file.get().write(verification.known());
            }
        } catch (IOException e) {
            warn("write", e);
        }
    }

    private void warn(String what, IOException e) {
        warnings.accept(
                "address_verify_map: cannot %s %s: %s"
                        .formatted(what, file.orElseThrow().file(), FileFault.reason(e)));
    }
}
