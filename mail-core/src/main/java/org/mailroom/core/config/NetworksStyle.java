// SPDX-License-Identifier: Apache-2.0
package org.mailroom.core.config;

/// How `mynetworks` is made from the interfaces of the machine.
public enum NetworksStyle {
    /// The machine itself.
    HOST,
    /// The subnets it is in.
    SUBNET,
    /// The class A, B or C networks it is in.
    CLASS;

    Network block(Network own) {
        return switch (this) {
            case HOST -> own.of(own.width());
            case SUBNET -> own.of(own.prefix());
            case CLASS -> own.of(own.width() == 32 ? classLength(own) : own.prefix());
        };
    }

    private static int classLength(Network own) {
        int first = own.bits().shiftRight(24).intValue();
        if (first < 128) {
            return 8;
        }
        return first < 192 ? 16 : 24;
    }
}
