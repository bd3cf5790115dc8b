using System.Globalization;
using Signalbox.Providers.Signatures;
using static Signalbox.Providers.Diagnosis.DiagnosisCause;

namespace Signalbox.Providers.Diagnosis;

/// <summary>Looks for what is wrong with one request, the surest first.</summary>
internal sealed class CauseSearch(DiagnosisCase one, SignatureTrial trial)
{
    private readonly List<DiagnosisCause> _causes = [];
    private readonly SchemeTraits _traits = one.Provider.Definition.Signature.Traits;

    /// <summary>What may be wrong, surest first.</summary>
    internal List<DiagnosisCause> Find()
    {
        switch (trial.Original.Fault)
        {
            case SignatureFault.TimestampOutsideTolerance:
                AddSkew();
                break;
            case SignatureFault.BodyHashMismatch:
                Add("body_changed", Certain, "The body is not the one that was sent.", "The URL's signature is genuine, but its bodySHA256 is the hash of another body.", "Look for what changes bodies on the way: a proxy, a middleware that parses and writes again.");
                break;
            case SignatureFault.NoSecrets:
                Add("no_secret", Certain, $"The source {one.Source} has no active secret.", "All secrets have expired or cannot be opened.", $"Add the provider's current secret to the source.");
                break;
            case SignatureFault.MissingHeader:
                AddOtherSchemes();
                Add("header_missing", Possible, $"The request carries no signature: {string.Join(" or ", _traits.Headers)} is not there.", $"Headers of the request: {HeaderNames()}.", "Either it was not sent by the provider, or something on the way drops the header.");
                break;
            case SignatureFault.NoMatch or SignatureFault.UnusableSecret:
                AddWrongSecret();
                AddSecretReadings();
                AddBodies();
                AddUrls();
                AddOtherSchemes();
                AddGuesses();
                break;
            default:
                AddHeaderFault();
                AddOtherSchemes();
                break;
        }

        return [.. _causes.OrderBy(static c => c.Certainty switch { Certain => 0, Likely => 1, _ => 2 })];
    }

    private void AddSkew()
    {
        var signedAt = SentHeaders.SignedAt(one.Request.Headers, _traits) ?? one.ReceivedAt;
        var offset = one.ReceivedAt - signedAt;
        var isBehind = offset < TimeSpan.Zero;
        var seconds = ((long)offset.TotalSeconds).ToString("+0;-0", CultureInfo.InvariantCulture);
        Add(
            "clock_skew", Certain,
            isBehind
                ? $"The request was signed {SentHeaders.Tell(offset.Duration())} after it was received: this server's clock is behind, or the sender's is ahead."
                : $"The request was signed {SentHeaders.Tell(offset)} before it was received: this server's clock is ahead, or the request was held up or sent again by somebody else than the provider.",
            $"The signature is genuine. Received minus signed is {seconds} s; {(long)_traits.Tolerance.TotalSeconds} s are allowed.",
            "Synchronise the clock (NTP). If the request was captured earlier, say with received_at when it arrived.");
    }

    private void AddWrongSecret()
    {
        if (trial.FindSigner([.. one.Expired]) is >= 0 and var expired)
        {
            Add("secret_expired", Certain, "The request is signed with a secret of this source that has expired.", $"The secret {one.Expired[expired].Fingerprint} verifies it.", "Give the provider the current secret, or add this one again for a while.");
        }

        foreach (var ofSource in one.Others.Take(DiagnosisCase.MaxOthers).GroupBy(static o => o.Source))
        {
            if (trial.FindSigner([.. ofSource.Select(static o => o.Secret)]) >= 0)
            {
                Add("secret_of_other_source", Certain, $"The request is signed with a secret of the source {ofSource.Key}.", $"An active secret of {ofSource.Key} verifies it.", $"Send these webhooks to /ingest/{ofSource.Key}, or add their secret to {one.Source}.");
                return;
            }
        }
    }

    private void AddSecretReadings()
    {
        if (trial.Original.Fault is SignatureFault.UnusableSecret)
        {
            Add("secret_unusable", Likely, "None of the source's secrets is one of this provider's form.", one.Secrets.Count == 1 ? "It does not decode." : "None of them decodes.", "Copy the secret again, as the provider shows it.");
        }

        foreach (var secret in one.Secrets)
        {
            foreach (var (what, reading) in SecretReadings.Of(secret))
            {
                if (trial.FindSigner([reading]) >= 0)
                {
                    Add("secret_misread", Certain, $"Sender and source read the secret differently: {what}.", $"The secret {secret.Fingerprint}, read that way, verifies it.", "Configure the secret as the sender uses it, or the 'key' of the provider's definition.");
                    return;
                }
            }
        }
    }

    private void AddBodies()
    {
        if (!_traits.SignsBody)
        {
            return;
        }

        foreach (var (what, body) in BodyVariants.Of(one.Request.Body))
        {
            if (trial.IsGenuine(one.Request with { Body = body }))
            {
                Add("body_reserialized", Certain, $"The body was changed on the way: {what}.", $"With that undone the body has {body.Length} bytes instead of {one.Request.Body.Length}, and the signature is genuine.", "Pass the raw bytes on: no middleware, proxy or function in between may parse the body and write it again.");
                return;
            }
        }
    }

    private void AddUrls()
    {
        if (!_traits.SignsUrl)
        {
            return;
        }

        foreach (var (what, request) in UrlVariants.Of(one.Request, one.PublicUrl))
        {
            if (trial.IsGenuine(request))
            {
                Add("url_differs", Certain, $"The sender called another URL than this server sees: {what}.", $"The signature is genuine for {request.Scheme}://{request.Host}{PathOf(request)}; seen was {one.Request.Scheme}://{one.Request.Host}{PathOf(one.Request)}.", "Set the source's public_url to the address that the provider was told, or name the proxy in Signalbox:Proxies so that its forwarded headers are believed.");
                return;
            }
        }
    }

    private void AddOtherSchemes()
    {
        var own = one.Provider.Definition.Signature.Traits.Headers;
        foreach (var other in one.Providers.Where(p => p.Name != one.Provider.Name))
        {
            var present = SentHeaders.Present(one.Request.Headers, other.Definition.Signature.Traits).Where(h => !own.Contains(h, StringComparer.OrdinalIgnoreCase)).ToList();
            if (present.Count == 0)
            {
                continue;
            }

            var isGenuine = trial.IsGenuineFor(other);
            Add(
                "headers_of_other_provider", isGenuine ? Certain : Likely,
                $"These are headers of {other.Name}; the source {one.Source} is a {one.Provider.Name} one.",
                $"{string.Join(", ", present)} is there{(isGenuine ? ", and a secret of this source verifies it by the rules of that provider" : string.Empty)}.",
                $"Make a source of the provider {other.Name} and send these webhooks there.");
            return;
        }
    }

    private void AddHeaderFault()
    {
        var name = SentHeaders.Present(one.Request.Headers, _traits) is [var first, ..] ? first : _traits.Headers[0];
        var value = one.Request.Headers[name].ToString();
        var fault = trial.Original.Fault;
        var longest = SentHeaders.LongestPiece(value);
        if (fault is SignatureFault.MalformedHeader && longest >= _traits.SignatureChars / 4 && longest < _traits.SignatureChars)
        {
            Add("header_cut", Likely, $"{name} looks cut off.", $"Its longest piece has {longest} characters, a signature {_traits.SignatureChars}.", "Look for a limit of header sizes on the way, or at how the request was copied.");
            return;
        }

        Add(
            $"header_{FaultNames.Of(fault)}", Likely,
            fault switch
            {
                SignatureFault.RepeatedHeader => "A header of the signature was sent more than once.",
                SignatureFault.HeaderTooLong => "A header of the signature, or the URL, is too long.",
                SignatureFault.MissingTimestamp or SignatureFault.MalformedTimestamp => $"The time of signing is missing or no number: expected in {string.Join(" or ", _traits.Timestamps.Select(static t => t.Header).Distinct())}.",
                SignatureFault.MissingId or SignatureFault.MalformedId => $"The delivery's id is missing or too long: expected in {string.Join(" or ", _traits.IdHeaders)}.",
                SignatureFault.ConflictingHeaders => "Two families of headers, svix-… and webhook-…, say different things.",
                SignatureFault.TooManyFields => "The form holds more fields than are read.",
                _ => $"{name} is not of the form that the provider sends.",
            },
            $"{name} has {value.Length} characters; expected is {_traits.Form}.",
            "Compare with what the provider says that it sent; something on the way may join, cut or rewrite headers.");
    }

    private void AddGuesses()
    {
        if (_causes.Exists(static c => c.Certainty == Certain))
        {
            return;
        }

        if (trial.IsExhausted || one.Request.Body.Length > BodyVariants.MaxBytes)
        {
            Add("not_all_tried", Possible, "The request is too large for everything to be tried.", $"Its body has {one.Request.Body.Length} bytes.", "Try a smaller request of the same sender.");
        }

        Add("wrong_secret", Possible, $"The request is signed with a secret that {one.Source} does not have, or not by the provider at all.", "No active or expired secret of this source, and none of another source of the provider, verifies it, however read; nor does a body as programs usually rewrite it.", "Copy the secret again from where the webhook is set up at the provider: each endpoint has its own, test and live ones differ.");
        if (_traits.SignsBody)
        {
            Add("body_changed", Possible, "The body was changed on the way in a manner that cannot be undone.", $"It has {one.Request.Body.Length} bytes here.", "Compare its length with what the provider sent.");
        }

        if (_traits.SignsUrl)
        {
            Add("url_differs", Possible, "The sender called another URL than this server sees.", $"Seen was {one.Request.Scheme}://{one.Request.Host}{PathOf(one.Request)}.", "Set the source's public_url to the address that the provider was told.");
        }
    }

    // The query may hold what is nobody's business.
    private static string PathOf(in WebhookRequest request) => request.Target.IndexOf('?', StringComparison.Ordinal) is >= 0 and var at ? $"{request.Target[..at]}?…" : request.Target;

    private string HeaderNames() => one.Request.Headers.Count == 0 ? "none" : string.Join(", ", one.Request.Headers.Keys.Take(32).Select(static k => k.Length > 64 ? k[..64] : k));

    private void Add(string code, string certainty, string explanation, string evidence, string remedy) =>
        _causes.Add(new DiagnosisCause(code, certainty, explanation, evidence, remedy));
}
