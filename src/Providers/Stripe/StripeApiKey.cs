namespace Signalbox.Providers.Stripe;

/// <summary>What can be told from a Stripe API key by its beginning: https://docs.stripe.com/keys.</summary>
public static class StripeApiKey
{
    /// <summary>Whether it is a key of live mode; any other, or none, is taken for one of a test mode.</summary>
    public static bool IsLive(string? key) =>
        key is not null && (key.StartsWith("sk_live_", StringComparison.Ordinal) || key.StartsWith("rk_live_", StringComparison.Ordinal));
}
