// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.address.Address;
import org.mailroom.core.address.AddressText;
import org.mailroom.core.config.BounceParameters;
import org.mailroom.core.config.ConfigException;
import org.mailroom.core.config.FileFault;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.config.NameParameters;
import org.mailroom.core.config.NoticeClass;
import org.mailroom.core.config.Parameter;
import org.mailroom.core.delivery.BounceSettings;
import org.mailroom.core.delivery.BounceTemplates;
import org.mailroom.core.message.SyntaxException;
import org.mailroom.smtp.notice.NoticeSettings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// From `main.cf` to who is told what became of mail, and in which words.
final class BounceTelling {
    private BounceTelling() {}

    static BounceTemplates templates(Optional<Path> file) {
        return file.map(BounceTelling::templates).orElse(BounceTemplates.DEFAULT);
    }

    private static BounceTemplates templates(Path file) {
        try {
            return BounceTemplates.parse(Files.readString(file));
        } catch (IOException e) {
            throw new ConfigException("cannot read it: " + FileFault.reason(e));
        } catch (SyntaxException e) {
            throw new ConfigException(String.valueOf(e.getMessage()));
        }
    }

    static BounceSettings.Telling of(MainCf main) {
        var classes = new HashSet<BounceSettings.Classes>();
        for (NoticeClass each : main.get(BounceParameters.NOTIFY_CLASSES)) {
            switch (each) {
                case BOUNCE -> classes.add(BounceSettings.Classes.BOUNCE);
                case DOUBLE_BOUNCE -> classes.add(BounceSettings.Classes.DOUBLE_BOUNCE);
                case DELAY -> classes.add(BounceSettings.Classes.DELAY);
                // See `ofSessions`
                case DATA, POLICY, PROTOCOL, RESOURCE, SOFTWARE -> {}
            }
        }
        return new BounceSettings.Telling(
                main.get(BounceParameters.CONFIRM_DELAY_CLEARED),
                classes,
                address(main, BounceParameters.BOUNCE_NOTICE_RECIPIENT),
                address(main, BounceParameters.DOUBLE_BOUNCE_NOTICE_RECIPIENT),
                address(main, BounceParameters.DELAY_NOTICE_RECIPIENT),
                address(main, BounceParameters.DOUBLE_BOUNCE_SENDER));
    }

    /// Who hears of sessions.
    static NoticeSettings ofSessions(MainCf main) {
        var classes = EnumSet.noneOf(NoticeClass.class);
        classes.addAll(main.get(BounceParameters.NOTIFY_CLASSES));
        classes.removeAll(Set.of(NoticeClass.BOUNCE, NoticeClass.DOUBLE_BOUNCE, NoticeClass.DELAY));
        return new NoticeSettings(
                classes,
                address(main, BounceParameters.ERROR_NOTICE_RECIPIENT),
                address(main, BounceParameters.DOUBLE_BOUNCE_SENDER),
                main.get(NameParameters.MYORIGIN));
    }

    private static Address address(MainCf main, Parameter<String> parameter) {
        return main.use(
                parameter,
                text ->
                        AddressText.parse(text, main.get(NameParameters.MYORIGIN))
                                .orElseThrow(() -> new ConfigException("expected an address")));
    }
}
