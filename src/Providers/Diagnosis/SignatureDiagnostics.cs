using Signalbox.Providers.Definitions;

namespace Signalbox.Providers.Diagnosis;

/// <summary>
/// Finds out why a webhook's signature does not verify: tries what usually goes wrong, one thing at a time, with the provider's own check.
/// Does no I/O and reads no clock; its work is bounded to about a tenth of a second. Safe for any number of callers at once.
/// </summary>
public static class SignatureDiagnostics
{
    /// <summary>Diagnoses a request.</summary>
    /// <param name="one">The request and its source.</param>
    public static SignatureDiagnosis Diagnose(DiagnosisCase one)
    {
        ArgumentNullException.ThrowIfNull(one);
        var trial = new SignatureTrial(one);
        var verdict = trial.Original;
        var checks = SignatureChecks.Of(one, verdict);
        if (verdict.IsValid)
        {
            var unread = checks.Find(static c => c.Outcome == DiagnosisCheck.Failed);
            return unread is null
                ? new SignatureDiagnosis(Accepted: true, "accepted", "The signature is genuine and recent.", checks, [])
                : new SignatureDiagnosis(Accepted: false, "not_an_event", $"The signature is genuine, but {unread.Detail}.", checks, FormInsteadOfJson(one));
        }

        var causes = new CauseSearch(one, trial).Find();
        return new SignatureDiagnosis(
            Accepted: false, FaultNames.Of(verdict.Fault),
            causes.Count > 0 ? causes[0].Explanation : "The signature does not verify.", checks, causes);
    }

    // GitHub sends its JSON as the field 'payload' of a form unless it is told otherwise.
    private static DiagnosisCause[] FormInsteadOfJson(DiagnosisCase one) =>
        one.Provider.Definition.Events.Body is BodyFormat.Json && EventReader.HasFormContentType(one.Request)
            ? [new DiagnosisCause(
                "body_is_form", DiagnosisCause.Likely, "The body is a form; set the webhook's content type to application/json.",
                "Content-Type is application/x-www-form-urlencoded; expected is JSON.", "Change the content type where the webhook is set up at the provider, and have the event sent again.")]
            : [];
}
