using Signalbox.Sandbox.Requests;
using Signalbox.Simulation.Stripe;

namespace Signalbox.Sandbox.Api;

/// <summary>Stripe's test payment methods: https://docs.stripe.com/testing.</summary>
internal static class TestCards
{
    private static readonly Dictionary<string, CardBehavior> Known = new()
    {
        ["pm_card_visa"] = CardBehavior.Pays,
        ["pm_card_mastercard"] = CardBehavior.Pays,
        ["pm_card_amex"] = CardBehavior.Pays,
        ["pm_card_chargeDeclined"] = CardBehavior.Declined,
        ["pm_card_visa_chargeDeclined"] = CardBehavior.Declined,
        ["pm_card_chargeDeclinedInsufficientFunds"] = CardBehavior.InsufficientFunds,
        ["pm_card_visa_chargeDeclinedInsufficientFunds"] = CardBehavior.InsufficientFunds,
        ["pm_card_authenticationRequired"] = CardBehavior.WantsAuthentication,
        ["pm_card_threeDSecureRequired"] = CardBehavior.WantsAuthentication,
        ["pm_card_chargeCustomerFail"] = CardBehavior.DeclinedOnceAttached,
    };

    /// <summary>The card to pay with, or null when the parameter is missing: a test card, or one that is attached to a customer.</summary>
    internal static Card? Payment(ApiCall call, Customer? customer, string parameter = "payment_method")
    {
        if (call.Form.Text(parameter) is not { Length: > 0 } id)
        {
            return null;
        }

        return Known.TryGetValue(id, out var behavior)
            ? call.Account.NewCard(customer, behavior)
            : call.Account.Find<Card>(id) ?? (customer?.Wallet is { } wallet && wallet.Id == id ? wallet : throw NoSuch(parameter, id));
    }

    /// <summary>The test card to attach, or null when the parameter is missing. A card that declines cannot be attached.</summary>
    internal static CardBehavior? Attachment(Form form, string parameter)
    {
        if (form.Text(parameter) is not { Length: > 0 } id)
        {
            return null;
        }

        return !Known.TryGetValue(id, out var behavior) ? throw NoSuch(parameter, id)
            : behavior is CardBehavior.Declined or CardBehavior.InsufficientFunds
                ? throw new StripeErrorException(new StripeError(402, "card_error", "Your card was declined.")
                {
                    Code = "card_declined",
                    DeclineCode = behavior is CardBehavior.Declined ? "generic_decline" : "insufficient_funds",
                })
            : behavior;
    }

    private static StripeErrorException NoSuch(string parameter, string id) => new(StripeError.NoSuch("PaymentMethod", id, parameter, status: 400));
}
