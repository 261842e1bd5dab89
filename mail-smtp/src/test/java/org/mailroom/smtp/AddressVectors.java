// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp;

import org.w3c.dom.Element;
import org.xml.sax.SAXException;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;

/// The addresses of is_email, and what it finds in them.
final class AddressVectors {
    private static final Path FILES = Path.of("src/test/resources/isemail");

    private AddressVectors() {}

    /// @param diagnosis without the prefix that all have
    record Vector(String name, String address, String diagnosis) {
        @Override
        public String toString() {
            return name + " " + diagnosis;
        }
    }

    static List<Vector> all() throws IOException {
        return Stream.concat(read("tests.xml").stream(), read("tests-original.xml").stream())
                .toList();
    }

    private static List<Vector> read(String file) throws IOException {
        try {
            var document =
                    DocumentBuilderFactory.newDefaultInstance()
                            .newDocumentBuilder()
                            .parse(FILES.resolve(file).toFile());
            var vectors = new ArrayList<Vector>();
            var tests = document.getElementsByTagName("test");
            for (int i = 0; i < tests.getLength(); i++) {
                var test = (Element) tests.item(i);
                vectors.add(
                        new Vector(
                                file + " #" + test.getAttribute("id"),
                                withControls(text(test, "address")),
                                text(test, "diagnosis").substring("ISEMAIL_".length())));
            }
            return vectors;
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException(e);
        }
    }

    private static String text(Element test, String name) {
        return test.getElementsByTagName(name).item(0).getTextContent();
    }

    private static String withControls(String text) {
        var plain = new StringBuilder();
        text.chars()
                .map(c -> c >= 0x2400 && c < 0x2420 ? c - 0x2400 : c)
                .forEach(c -> plain.append((char) c));
        return plain.toString();
    }
}
