namespace Signalbox.Providers.Stripe.Api;

/// <summary>Stripe's error object, as far as it is looked at. Source: https://docs.stripe.com/api/errors.</summary>
internal sealed record StripeErrorBody
{
    // What goes into messages and logs is bounded, whatever was sent.
    private const int MaxChars = 500;

    internal string? Type { get; private init; }

    internal string? Code { get; private init; }

    internal string? DeclineCode { get; private init; }

    internal string? AdviceCode { get; private init; }

    internal string? Param { get; private init; }

    internal string? Message { get; private init; }

    internal string? DocUrl { get; private init; }

    internal string? PaymentIntentId { get; private init; }

    internal string? ChargeId { get; private init; }

    /// <summary>Reads a body; <see langword="null"/> if there is no error object with a type in it.</summary>
    /// <param name="body">Bytes of any kind.</param>
    /// <param name="key">Is taken out of every text.</param>
    internal static StripeErrorBody? Read(ReadOnlySpan<byte> body, StripeApiKey key)
    {
        if (StripeJson.TryParse(body)?.Child("error"u8) is not { } error || error.Text("type"u8) is not { } type)
        {
            return null;
        }

        return new StripeErrorBody
        {
            Type = Tidy(type),
            Code = Tidy(error.Text("code"u8)),
            DeclineCode = Tidy(error.Text("decline_code"u8)),
            AdviceCode = Tidy(error.Text("advice_code"u8)),
            Param = Tidy(error.Text("param"u8)),
            Message = Tidy(error.Text("message"u8)),
            DocUrl = Tidy(error.Text("doc_url"u8)),
            PaymentIntentId = Tidy(error.Reference("payment_intent"u8)),
            ChargeId = Tidy(error.Reference("charge"u8)),
        };

        // Redacted first: a key that the cut goes through would not be recognised any more.
        string? Tidy(string? text)
        {
            text = key.Redact(text);
            return text is { Length: > MaxChars } ? string.Concat(text.AsSpan(0, MaxChars), "…") : text;
        }
    }
}
