// SPDX-License-Identifier: Apache-2.0

import com.google.googlejavaformat.java.*;

import java.nio.file.*;

/// Checks ("check") or mends ("fix") the format of every Java file below a folder.
void main(String[] args) throws Exception {
    boolean fix = args[0].equals("fix");
    var formatter =
            new Formatter(
                    JavaFormatterOptions.builder().style(JavaFormatterOptions.Style.AOSP).build());
    int bad = 0;
    try (var paths = Files.walk(Path.of(args[1]))) {
        for (var path : paths.filter(this::isSource).toList()) {
            var source = Files.readString(path);
            var formatted = formatter.formatSourceAndFixImports(source);
            if (!formatted.equals(source)) {
                bad++;
                System.err.println((fix ? "formatted " : "not formatted: ") + path);
                if (fix) {
                    Files.writeString(path, formatted);
                }
            }
        }
    }
    if (bad > 0 && !fix) {
        System.err.println("run: mvn -q -N process-sources -Dformat.mode=fix");
        System.exit(1);
    }
}

boolean isSource(Path path) {
    return path.toString().endsWith(".java") && !path.toString().contains("/target/");
}
