using System.Globalization;

namespace Signalbox.Providers.Diagnosis;

/// <summary>Tells the checks that a request went through, up to the one that failed.</summary>
internal static class SignatureChecks
{
    /// <summary>The checks in their order.</summary>
    internal static List<DiagnosisCheck> Of(DiagnosisCase one, SignatureVerdict verdict)
    {
        var traits = one.Provider.Definition.Signature.Traits;
        var failed = FailedBy(verdict.Fault);
        var checks = new List<DiagnosisCheck>();
        Add("secrets", $"{one.Secrets.Count} active secrets{(one.Secrets.Count > 0 ? $" ({string.Join(", ", one.Secrets.Select(static s => s.Fingerprint))})" : string.Empty)}");
        Add("header", SentHeaders.Present(one.Request.Headers, traits) is { Count: > 0 } present
            ? $"{string.Join(", ", present)} is there; expected is {traits.Form}"
            : $"none of {string.Join(", ", traits.Headers)} is there");
        if (traits.IdHeaders.Count > 0)
        {
            Add("id", $"expected in {string.Join(" or ", traits.IdHeaders)}");
        }

        var signedAt = SentHeaders.SignedAt(one.Request.Headers, traits);
        if (traits.Timestamps.Count > 0)
        {
            Add("timestamp", signedAt is { } at
                ? $"signed at {at.UtcDateTime.ToString("s", CultureInfo.InvariantCulture)}Z"
                : $"no usable time in {string.Join(" or ", traits.Timestamps.Select(static t => t.Header))}");
        }

        Add("signature", verdict.SecretIndex >= 0
            ? $"genuine, by the secret {one.Secrets[verdict.SecretIndex].Fingerprint}"
            : $"no signature belongs to this {(traits.SignsUrl ? "URL, " : string.Empty)}{(traits.SignsBody ? $"body of {one.Request.Body.Length} bytes " : "header ")}and an active secret");
        if (traits.SignsUrl && verdict.Fault is SignatureFault.BodyHashMismatch)
        {
            Add("body_hash", "the URL's bodySHA256 is not the hash of this body");
        }

        if (traits.Timestamps.Count > 0 && traits.Tolerance > TimeSpan.Zero)
        {
            Add("age", signedAt is { } at
                ? $"{SentHeaders.Tell((one.ReceivedAt - at).Duration())} {(one.ReceivedAt >= at ? "before" : "after")} it was received; {SentHeaders.Tell(traits.Tolerance)} are allowed"
                : "no time");
        }

        if (verdict.IsValid)
        {
            var content = one.Provider.Read(one.Request);
            checks.Add(content.Fault is EnvelopeFault.None
                ? new DiagnosisCheck("event", DiagnosisCheck.Passed, content.Reply is not null ? "a handshake" : content.Events is { } events ? $"{events.Count} events" : $"{content.Envelope.Type}, {content.Envelope.Id}")
                : new DiagnosisCheck("event", DiagnosisCheck.Failed, $"the body is no event: {FaultNames.Of(content.Fault)}"));
        }
        else
        {
            Add("event", "read only once the signature is verified");
        }

        return checks;

        void Add(string name, string detail) => checks.Add(new DiagnosisCheck(
            name,
            checks.Exists(static c => c.Outcome != DiagnosisCheck.Passed) ? DiagnosisCheck.NotReached : name == failed ? DiagnosisCheck.Failed : DiagnosisCheck.Passed,
            detail));
    }

    private static string FailedBy(SignatureFault fault) => fault switch
    {
        SignatureFault.None => string.Empty,
        SignatureFault.NoSecrets or SignatureFault.UnusableSecret => "secrets",
        SignatureFault.MissingId or SignatureFault.MalformedId => "id",
        SignatureFault.MissingTimestamp or SignatureFault.MalformedTimestamp => "timestamp",
        SignatureFault.TimestampOutsideTolerance => "age",
        SignatureFault.BodyHashMismatch => "body_hash",
        SignatureFault.NoMatch or SignatureFault.TooManyFields => "signature",
        _ => "header",
    };
}
