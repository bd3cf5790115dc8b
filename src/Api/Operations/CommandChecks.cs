using Signalbox.Providers.Stripe.Api;

namespace Signalbox.Operations;

/// <summary>What can be seen to be wrong with a command without asking the provider, by field. The provider checks the rest.</summary>
internal static class CommandChecks
{
    // https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts: up to twelve digits.
    private const long LargestAmount = 999_999_999_999;
    private const int MostMetadata = 50;

    internal static Dictionary<string, string> Customer(CustomerCreateRequest request)
    {
        var faults = new Dictionary<string, string>();
        Check(faults, "email", request.Email is null || (request.Email.Length <= 512 && request.Email.Contains('@')), "must be an address of at most 512 characters.");
        CheckMetadata(faults, request.Metadata);
        return faults;
    }

    internal static Dictionary<string, string> Payment(PaymentIntentCreateRequest request)
    {
        var faults = new Dictionary<string, string>();
        Check(faults, "amount", request.Amount is > 0 and <= LargestAmount, "must be a whole number above 0, in the currency's smallest unit.");
        Check(faults, "currency", request.Currency is { Length: 3 } currency && currency.All(char.IsAsciiLetterLower), "must be three lower-case letters (ISO 4217), for example eur.");
        CheckMetadata(faults, request.Metadata);
        return faults;
    }

    internal static Dictionary<string, string> Refund(RefundCreateRequest request)
    {
        var faults = new Dictionary<string, string>();
        Check(faults, "payment_intent", (request.PaymentIntent is null) != (request.Charge is null), "name either payment_intent or charge.");
        Check(faults, "amount", request.Amount is null or (> 0 and <= LargestAmount), "must be a whole number above 0, in the currency's smallest unit; leave it out to refund all that is left.");
        CheckMetadata(faults, request.Metadata);
        return faults;
    }

    private static void CheckMetadata(Dictionary<string, string> faults, IReadOnlyDictionary<string, string>? metadata) =>
        Check(
            faults,
            "metadata",
            metadata is null || (metadata.Count <= MostMetadata && metadata.All(static m => m.Key.Length is > 0 and <= 40 && m.Value is { Length: <= 500 })),
            "has at most 50 keys of 1 to 40 characters, with values of at most 500.");

    private static void Check(Dictionary<string, string> faults, string field, bool isRight, string otherwise)
    {
        if (!isRight)
        {
            faults[field] = otherwise;
        }
    }
}
