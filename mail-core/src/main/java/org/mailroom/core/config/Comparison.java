// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

import java.math.BigInteger;
import java.util.List;

/// The operators of `${{a} == {b} ? …}`. Numbers are compared as numbers when both sides are; the
/// operators that end in `level` compare compatibility levels, part by part.
final class Comparison {
    private static final String LEVEL = "level";

    private Comparison() {}

    /// @throws ConfigException when the operator is none
    static boolean holds(String left, String operator, String right) {
        boolean levels = operator.endsWith(LEVEL);
        String sign = levels ? operator.substring(0, operator.length() - LEVEL.length()) : operator;
        int order = levels ? levels(left, right) : values(left, right);
        return switch (sign) {
            case "==" -> order == 0;
            case "!=" -> order != 0;
            case "<" -> order < 0;
            case "<=" -> order <= 0;
            case ">" -> order > 0;
            case ">=" -> order >= 0;
            default ->
                    throw new ConfigException(
                            "'" + operator + "' is no operator (== != < <= > >=)");
        };
    }

    private static int values(String left, String right) {
        return isNumber(left) && isNumber(right)
                ? new BigInteger(left).compareTo(new BigInteger(right))
                : left.compareTo(right);
    }

    private static int levels(String left, String right) {
        List<String> a = List.of(left.strip().split("\\.", -1));
        List<String> b = List.of(right.strip().split("\\.", -1));
        for (int i = 0; i < Math.max(a.size(), b.size()); i++) {
            int order = level(a, i).compareTo(level(b, i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private static BigInteger level(List<String> parts, int i) {
        if (i >= parts.size()) {
            return BigInteger.ZERO;
        }
        if (!isNumber(parts.get(i))) {
            throw new ConfigException("'" + parts.get(i) + "' is no compatibility level");
        }
        return new BigInteger(parts.get(i));
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty()
                && text.length() < 20
                && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
