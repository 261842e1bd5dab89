// SPDX-License-Identifier: Apache-2.0
package org.mailroom.server;

import org.mailroom.core.config.DnsParameters;
import org.mailroom.core.config.GreylistParameters;
import org.mailroom.core.config.MainCf;
import org.mailroom.core.config.NameParameters;
import org.mailroom.core.config.Parameter;
import org.mailroom.core.config.Parameters;
import org.mailroom.core.config.PolicyServiceParameters;
import org.mailroom.core.config.QueueParameters;
import org.mailroom.core.config.ReceiveOverride;
import org.mailroom.core.config.RestrictionParameters;
import org.mailroom.core.config.ServiceName;
import org.mailroom.core.config.VerifyParameters;
import org.mailroom.core.table.Ignored;
import org.mailroom.core.table.Match;
import org.mailroom.core.table.MatchList;
import org.mailroom.core.table.Networks;
import org.mailroom.smtp.access.AccessPolicy.AlwaysChecked;
import org.mailroom.smtp.access.AccessPolicy.Told;
import org.mailroom.smtp.access.AccessSettings;
import org.mailroom.smtp.access.RblReplies;
import org.mailroom.smtp.access.RejectCode;
import org.mailroom.smtp.access.Tempfail;
import org.mailroom.smtp.access.Unverified;
import org.mailroom.smtp.greylist.GreylistSettings;
import org.mailroom.smtp.policy.PolicyServices;
import org.mailroom.smtp.policy.PolicySettings;

import java.net.InetAddress;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// From `main.cf` to what it says of the restrictions of one SMTP service, besides the lists.
record RestrictionSettings(Settings settings, ServiceName service) {
    private static final Pattern ESCAPE = Pattern.compile("\\\\([0-7]{1,3}|.)");

    AccessSettings access() {
        return new AccessSettings(
                main().get(NameParameters.MYORIGIN),
                CoreSettings.delimiters(main()),
                CoreSettings.reach(main(), "smtpd_access_maps"),
                get(RestrictionParameters.SMTPD_NULL_ACCESS_LOOKUP_KEY),
                loggedPermits(),
                rblReplies(),
                mxBackup(),
                address -> AddressProbes.isSender(address, main()),
                unverified(
                        VerifyParameters.UNVERIFIED_RECIPIENT_REJECT_REASON,
                        RestrictionParameters.UNVERIFIED_RECIPIENT_TEMPFAIL_ACTION),
                unverified(
                        VerifyParameters.UNVERIFIED_SENDER_REJECT_REASON,
                        RestrictionParameters.UNVERIFIED_SENDER_TEMPFAIL_ACTION),
                tempfail(RestrictionParameters.UNKNOWN_ADDRESS_TEMPFAIL_ACTION),
                tempfail(RestrictionParameters.UNKNOWN_HELO_HOSTNAME_TEMPFAIL_ACTION),
                codes());
    }

    /// Records of the DNS that do not count.
    Predicate<String> passedOver() {
        return new Ignored(
                main().use(
                                DnsParameters.SMTPD_DNS_REPLY_FILTER,
                                service,
                                settings.tables()::openAll));
    }

    private Unverified unverified(Parameter<String> reason, Parameter<String> tempfail) {
        return new Unverified(get(reason), tempfail(tempfail));
    }

    private Tempfail tempfail(Parameter<String> action) {
        return get(action).equals("defer") ? Tempfail.DEFER : Tempfail.DEFER_IF_PERMIT;
    }

    private RblReplies rblReplies() {
        return new RblReplies(
                get(RestrictionParameters.DEFAULT_RBL_REPLY),
                main().use(
                                RestrictionParameters.RBL_REPLY_MAPS,
                                service,
                                settings.tables()::openAll),
                unescaped(get(RestrictionParameters.SMTPD_EXPANSION_FILTER)));
    }

    /// The characters of a filter, of which some are written as in C.
    private static String unescaped(String text) {
        Matcher escapes = ESCAPE.matcher(text);
        return escapes.replaceAll(
                found ->
                        Matcher.quoteReplacement(
                                switch (found.group(1)) {
                                    case "t" -> "\t";
                                    case "n" -> "\n";
                                    case String digits when Character.isDigit(digits.charAt(0)) ->
                                            "" + (char) Integer.parseInt(digits, 8);
                                    case String other -> other;
                                }));
    }

    private Predicate<InetAddress> mxBackup() {
        List<String> list = get(RestrictionParameters.PERMIT_MX_BACKUP_NETWORKS);
        if (list.isEmpty()) {
            return _ -> true;
        }
        Networks networks =
                main().use(
                                RestrictionParameters.PERMIT_MX_BACKUP_NETWORKS,
                                service,
                                all -> Networks.open(all, settings.tables()));
        return address -> networks.contains(address) instanceof Match.Yes;
    }

    private MainCf main() {
        return settings.main();
    }

    private <T> T get(Parameter<T> parameter) {
        return main().get(parameter, service);
    }

    private Predicate<String> loggedPermits() {
        MatchList list =
                main().use(
                                RestrictionParameters.SMTPD_LOG_ACCESS_PERMIT_ACTIONS,
                                service,
                                names ->
                                        MatchList.open(
                                                names, MatchList.Reach.NAME, settings.tables()));
        return action -> list.contains(action) instanceof Match.Yes;
    }

    private Map<RejectCode, Integer> codes() {
        var codes = new EnumMap<RejectCode, Integer>(RejectCode.class);
        for (RejectCode code : RejectCode.values()) {
            Parameters.named(code.parameter())
                    .ifPresent(
                            parameter -> {
                                if (get(parameter) instanceof Integer number) {
                                    codes.put(code, number);
                                }
                            });
        }
        return codes;
    }

    GreylistSettings greylist() {
        return new GreylistSettings(
                get(GreylistParameters.GREYLIST_DELAY),
                get(GreylistParameters.GREYLIST_AUTO_ALLOW),
                get(GreylistParameters.GREYLIST_IPV4_PREFIX_LENGTH),
                get(GreylistParameters.GREYLIST_IPV6_PREFIX_LENGTH));
    }

    PolicyServices policyServices() {
        var policy =
                new PolicySettings(
                        get(PolicyServiceParameters.SMTPD_POLICY_SERVICE_DEFAULT_ACTION),
                        get(PolicyServiceParameters.SMTPD_POLICY_SERVICE_MAX_IDLE),
                        get(PolicyServiceParameters.SMTPD_POLICY_SERVICE_MAX_TTL),
                        get(PolicyServiceParameters.SMTPD_POLICY_SERVICE_POLICY_CONTEXT),
                        get(PolicyServiceParameters.SMTPD_POLICY_SERVICE_REQUEST_LIMIT),
                        get(PolicyServiceParameters.SMTPD_POLICY_SERVICE_RETRY_DELAY),
                        get(PolicyServiceParameters.SMTPD_POLICY_SERVICE_TIMEOUT),
                        get(PolicyServiceParameters.SMTPD_POLICY_SERVICE_TRY_LIMIT));
        return new PolicyServices(policy, main().get(QueueParameters.QUEUE_DIRECTORY));
    }

    Told told() {
        return get(RestrictionParameters.SMTPD_DELAY_REJECT) ? Told.AT_RECIPIENT : Told.AT_ONCE;
    }

    Set<AlwaysChecked> alwaysChecked() {
        Set<AlwaysChecked> checked = EnumSet.noneOf(AlwaysChecked.class);
        if (get(RestrictionParameters.SMTPD_REJECT_UNLISTED_RECIPIENT)
                && !WaysIn.of(main(), service).is(ReceiveOverride.NO_UNKNOWN_RECIPIENT_CHECKS)) {
            checked.add(AlwaysChecked.SMTPD_REJECT_UNLISTED_RECIPIENT);
        }
        if (get(RestrictionParameters.SMTPD_REJECT_UNLISTED_SENDER)) {
            checked.add(AlwaysChecked.SMTPD_REJECT_UNLISTED_SENDER);
        }
        return checked;
    }
}
