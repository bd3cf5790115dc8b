namespace Signalbox.Simulation.Stripe;

/// <summary>What becomes of a payment with a card, as with Stripe's test cards: https://docs.stripe.com/testing.</summary>
internal enum CardBehavior
{
    Pays = 0,

    /// <summary>Declined, and cannot be attached to a customer either.</summary>
    Declined = 1,

    /// <summary>Declined for insufficient funds, and cannot be attached to a customer either.</summary>
    InsufficientFunds = 2,

    /// <summary>The bank wants the cardholder: confirming a second time stands for the cardholder's consent.</summary>
    WantsAuthentication = 3,

    /// <summary>Can be attached, and every payment with it is declined.</summary>
    DeclinedOnceAttached = 4,
}
