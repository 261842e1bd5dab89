// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.access;

import org.mailroom.core.tls.TlsInfo;
import org.mailroom.smtp.Xtext;
import org.mailroom.smtp.access.AccessActions.Source;
import org.mailroom.smtp.access.Request.Moment;
import org.mailroom.smtp.identity.CertificateNames;
import org.mailroom.smtp.identity.Client;
import org.mailroom.smtp.identity.Login;
import org.mailroom.smtp.policy.PolicyService;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// `check_policy_service`: tells a service all that is known, and does what it answers.
record PolicyChecks(AccessContext context, AccessNotes notes) {

    Ruling check(PolicyService service, Subject subject, Request request) {
        String action =
                service.ask(
                        attributes(request),
                        request.message().instance(),
                        notes::warning,
                        context.pause()::pause);
        var source = new Source("policy service " + service.name(), subject);
        return new AccessActions(context, notes).act(action, source, request);
    }

    private Map<String, String> attributes(Request request) {
        var all = new LinkedHashMap<String, String>();
        all.put("request", "smtpd_access_policy");
        all.put("protocol_state", request.moment().toString());
        all.put("protocol_name", request.client().greeting().protocol());
        client(all, request.client());
        message(all, request);
        session(all, request.client());
        certificate(all, request.client());
        return all;
    }

    private static void client(Map<String, String> all, Client client) {
        all.put("client_address", client.addressText());
        all.put("client_name", client.name().confirmed());
        all.put("client_port", "" + client.peer().remote().getPort());
        all.put("reverse_client_name", client.name().reverse());
        all.put("server_address", client.serverAddressText());
        all.put("server_port", "" + client.peer().local().getPort());
        all.put("helo_name", client.greeting().name());
    }

    private static void message(Map<String, String> all, Request request) {
        boolean whole = request.moment() == Moment.DATA || request.moment() == Moment.END_OF_DATA;
        all.put("sender", request.sender().map(Object::toString).orElse(""));
        all.put("recipient", request.recipient().map(Object::toString).orElse(""));
        all.put("recipient_count", whole ? "" + request.recipients() : "0");
        all.put("queue_id", request.message().queueId());
        all.put("instance", request.message().instance());
        all.put("size", "" + request.message().octets());
        all.put("etrn_domain", request.site().orElse(""));
        all.put("stress", "");
    }

    // In xtext, as they may have blanks in them
    private void certificate(Map<String, String> all, Client client) {
        CertificateRights rights = context.certificates();
        Optional<CertificateNames> names =
                rights.isTrusted(client) ? CertificateNames.of(client) : Optional.empty();
        all.put("ccert_subject", Xtext.encode(names.map(CertificateNames::subject).orElse("")));
        all.put("ccert_issuer", Xtext.encode(names.map(CertificateNames::issuer).orElse("")));
        List<String> fingerprints = rights.fingerprints(client);
        all.put("ccert_fingerprint", fingerprints.isEmpty() ? "" : fingerprints.getFirst());
        all.put("ccert_pubkey_fingerprint", fingerprints.isEmpty() ? "" : fingerprints.getLast());
    }

    private static void session(Map<String, String> all, Client client) {
        all.put("sasl_method", client.login().map(Login::mechanism).orElse(""));
        all.put("sasl_username", client.login().map(Login::user).orElse(""));
        all.put("sasl_sender", "");
        Optional<TlsInfo> tls = client.tls();
        all.put("encryption_protocol", tls.map(TlsInfo::protocol).orElse(""));
        all.put("encryption_cipher", tls.map(TlsInfo::cipher).orElse(""));
        all.put("encryption_keysize", tls.map(info -> "" + info.bits()).orElse("0"));
    }
}
