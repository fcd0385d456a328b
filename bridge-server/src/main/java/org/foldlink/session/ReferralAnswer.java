package org.foldlink.session;

import org.foldlink.clinical.FinalSite;
import org.foldlink.clinical.Referral;

/**
 * @param site what was referred on
 * @param kind of tumour; empty where none was said
 */
public record ReferralAnswer(Referral referral, FinalSite site, String kind) {}
