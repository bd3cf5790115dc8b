using Signalbox.Simulation;
using Signalbox.Simulation.Stripe;

namespace Signalbox.Sandbox.Requests;

/// <summary>Stripe's error object: https://docs.stripe.com/api/errors.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Type">invalid_request_error, card_error, idempotency_error, api_error.</param>
/// <param name="Message">For people.</param>
internal sealed record StripeError(int Status, string Type, string Message)
{
    internal string? Code { get; init; }

    internal string? Param { get; init; }

    internal string? DeclineCode { get; init; }

    /// <summary>The id of the charge that was declined.</summary>
    internal string? Charge { get; init; }

    /// <summary>The payment that was declined, as JSON.</summary>
    internal byte[]? PaymentIntent { get; init; }

    internal static StripeError Invalid(string message, string? param = null, string? code = null) =>
        new(400, "invalid_request_error", message) { Param = param, Code = code };

    internal static StripeError NoSuch(string kind, string id, string param = "id", int status = 404) =>
        new(status, "invalid_request_error", $"No such {kind}: '{id}'") { Param = param, Code = "resource_missing" };

    internal static StripeError Declined(PaymentIntent payment, byte[] json)
    {
        var declineCode = payment.Failure;
        return new StripeError(402, "card_error", declineCode == "insufficient_funds" ? "Your card has insufficient funds." : "Your card was declined.")
        {
            Code = "card_declined",
            DeclineCode = declineCode,
            Charge = payment.LatestCharge?.Id,
            PaymentIntent = json,
        };
    }

    /// <summary>The body.</summary>
    internal byte[] ToJson()
    {
        var json = new JsonText();
        json.Raw("{\"error\":{"u8);
        Add(json, "charge", Charge);
        Add(json, "code", Code);
        Add(json, "decline_code", DeclineCode);
        if (Code is not null)
        {
            Add(json, "doc_url", $"https://docs.stripe.com/error-codes/{Code.Replace('_', '-')}");
        }

        Add(json, "message", Message);
        Add(json, "param", Param);
        if (PaymentIntent is not null)
        {
            json.Add($$"""
                "payment_intent":{{PaymentIntent}},
                """);
        }

        json.Add($$"""
            "type":{{Type}}
            """);
        json.Raw("}}"u8);
        return json.Written.ToArray();
    }

    private static void Add(JsonText json, string name, string? value)
    {
        if (value is not null)
        {
            json.Add($$"""
                "{{name:in}}":{{value}},
                """);
        }
    }
}

/// <summary>
/// A request ends with an error. Thrown rather than returned: it comes from any of the dozens of places where a field is read, and all that
/// is left to do is to write it.
/// </summary>
internal sealed class StripeErrorException(StripeError error) : Exception(error.Message)
{
    internal StripeError Error { get; } = error;
}
