// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Which package may use which. One class for all rules, as reading all classes takes seconds.
class ArchitectureTest {

    private static JavaClasses classes;

    @BeforeAll
    static void readAllClasses() {
        classes =
                new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .withImportOption(location -> !location.contains("-tests.jar"))
                        .importPackages("org.mailroom");
    }

    @Test
    void modulesDependInOneDirection() {
        layeredArchitecture()
                .consideringOnlyDependenciesInAnyPackage("org.mailroom..")
                .withOptionalLayers(true)
                .layer("core")
                .definedBy("org.mailroom.core..")
                .layer("storage")
                .definedBy("org.mailroom.storage..")
                .layer("smtp")
                .definedBy("org.mailroom.smtp..")
                .layer("pop3")
                .definedBy("org.mailroom.pop3..")
                .layer("imap")
                .definedBy("org.mailroom.imap..")
                .layer("server")
                .definedBy("org.mailroom.server..")
                .whereLayer("core")
                .mayNotAccessAnyLayer()
                .whereLayer("storage")
                .mayOnlyAccessLayers("core")
                .whereLayer("smtp")
                .mayOnlyAccessLayers("core")
                .whereLayer("pop3")
                .mayOnlyAccessLayers("core", "storage")
                .whereLayer("imap")
                .mayOnlyAccessLayers("core", "storage")
                .ensureAllClassesAreContainedInArchitecture()
                .check(classes);
    }

    @Test
    void packagesAreFreeOfCycles() {
        slices().matching("org.mailroom.(**)")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .check(classes);
    }

    @Test
    void nettyStaysInTheNetworkPackages() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "org.mailroom.core.net..",
                        "org.mailroom.core.tls..",
                        "org.mailroom.server.http..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.netty..")
                .allowEmptyShould(true)
                .check(classes);
    }
}
