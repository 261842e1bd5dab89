// SPDX-License-Identifier: Apache-2.0
package org.mailroom.smtp.tlspolicy;

import org.mailroom.core.dns.Dnssec;
import org.mailroom.smtp.tlspolicy.CertificateMatch.Verdict;
import org.mailroom.smtp.tlspolicy.TlsaRule.Usage;

import java.security.cert.X509Certificate;
import java.util.List;

/// What the certificate of one server has to be, as the DNS says (RFC 7672).
///
/// @param base the name that the records were found under, which the server is asked for (SNI)
/// @param names of which the certificate has to have one, where an authority made it
/// @param exchanger whether it is proven that the server has to do with the domain at all
record Dane(TlsaRules rules, String base, List<String> names, Dnssec exchanger) {

    Dane {
        names = List.copyOf(names);
    }

    /// The verdict where all is right: a server that is proven to be one of somebody is not proven
    /// to be the domain's.
    private Verdict right() {
        return exchanger == Dnssec.SECURE ? Verdict.VERIFIED : Verdict.MATCHED;
    }

    Verdict judge(List<X509Certificate> chain) {
        // RFC 7672 §3.1.1: neither names nor dates of the certificate matter
        if (rules.match(Usage.SERVER, chain.getFirst())) {
            return right();
        }
        if (!new AuthorityPath(chain, rules).isThere()) {
            return Verdict.UNTRUSTED;
        }
        // RFC 7672 §3.2.2
        return CertificateMatch.isForOneOf(chain.getFirst(), names) ? right() : Verdict.TRUSTED;
    }
}
