// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.account;

import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What clients say in SCRAM (RFC 5802 §7).
final class ScramMessages {
    private static final String NONCE = "r=([!-+\\--~]+)";
    private static final Pattern FIRST =
            Pattern.compile(
                    "((n|y|p=([A-Za-z0-9.-]+)),(?:a=([^,]+))?,)"
                            + "((m=[^,]*,)?n=([^,]+),%s(?:,.*)?)".formatted(NONCE));
    private static final Pattern FINAL =
            Pattern.compile(
                    "(c=([A-Za-z0-9+/=]+),%s(?:,.*)?),p=([A-Za-z0-9+/=]+)".formatted(NONCE));
    // As long as a name can be, with each character written as three
    private static final int MAX_NAME_CHARS = 3 * LoginNames.MAX_CHARS;
    private static final Pattern NAME = Pattern.compile("[^=]*+(?:=(?:2C|3D)[^=]*+)*+");

    private ScramMessages() {}

    /// `client-first-message`: `header` is that of GS2 with its commas, `flag` and `bindingType`
    /// are in it; `bare` is the rest, as it stands.
    record ClientFirst(
            String header,
            String flag,
            String bindingType,
            Optional<String> authorization,
            String bare,
            boolean hasExtensions,
            String user,
            String nonce) {}

    /// `client-final-message`; binding and proof are in base64.
    record ClientFinal(String withoutProof, String binding, String nonce, String proof) {}

    static Optional<ClientFirst> first(String text) {
        Matcher form = FIRST.matcher(text);
        if (!form.matches() || !isName(form.group(7)) || !isName(form.group(4))) {
            return Optional.empty();
        }
        return Optional.of(
                new ClientFirst(
                        form.group(1),
                        form.group(2).substring(0, 1),
                        Optional.ofNullable(form.group(3)).orElse(""),
                        Optional.ofNullable(form.group(4)).map(ScramMessages::name),
                        form.group(5),
                        form.group(6) != null,
                        name(form.group(7)),
                        form.group(8)));
    }

    static Optional<ClientFinal> last(String text) {
        Matcher form = FINAL.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        return isBase64(form.group(2)) && isBase64(form.group(4))
                ? Optional.of(
                        new ClientFinal(form.group(1), form.group(2), form.group(3), form.group(4)))
                : Optional.empty();
    }

    private static boolean isBase64(String text) {
        try {
            Base64.getDecoder().decode(text);
            return true;
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }

    private static boolean isName(String written) {
        return written == null
                || (written.length() <= MAX_NAME_CHARS && NAME.matcher(written).matches());
    }

    // RFC 5802 §5.1: commas and equals signs are written otherwise
    private static String name(String written) {
        return written.replace("=2C", ",").replace("=3D", "=");
    }
}
