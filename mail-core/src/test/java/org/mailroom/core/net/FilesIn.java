// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.net;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.AnnotationBasedArgumentsProvider;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.support.ParameterDeclarations;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// Gives a parameterised test each file of a folder, such as transcripts, by its name.
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ArgumentsSource(FilesIn.Provider.class)
public @interface FilesIn {
    /// The folder, seen from that of the module.
    String value();

    final class Provider extends AnnotationBasedArgumentsProvider<FilesIn> {
        @Override
        protected Stream<? extends Arguments> provideArguments(
                ParameterDeclarations parameters, ExtensionContext context, FilesIn source) {
            try (Stream<Path> files = Files.list(Path.of(source.value()))) {
                return files.sorted().toList().stream()
                        .map(it -> Arguments.argumentSet(it.getFileName().toString(), it));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
