using Signalbox.Simulation.Ayrshare;
using Signalbox.Simulation.Clerk;
using Signalbox.Simulation.GitHub;
using Signalbox.Simulation.Resend;
using Signalbox.Simulation.SendGrid;
using Signalbox.Simulation.Shopify;
using Signalbox.Simulation.Slack;
using Signalbox.Simulation.StandardWebhooks;
using Signalbox.Simulation.Stripe;
using Signalbox.Simulation.Supabase;
using Signalbox.Simulation.Twilio;

namespace Signalbox.Simulation;

/// <summary>The providers whose webhooks can be made.</summary>
public static class SimulatedProviders
{
    /// <summary>All of them, in the order of the alphabet.</summary>
    public static IReadOnlyList<SimulatedProvider> All { get; } =
    [
        AyrshareHistories.Create(),
        ClerkHistories.Create(),
        GitHubHistories.Create(),
        ResendHistories.Create(),
        SendGridHistories.Create(),
        ShopifyHistories.Create(),
        SlackHistories.Create(),
        StandardWebhooksHistories.Create(),
        new StripeHistories(),
        SupabaseHistories.Create(),
        TwilioHistories.Create(),
    ];

    /// <summary>The provider of that name.</summary>
    /// <exception cref="ArgumentException">There is none; the message lists those there are.</exception>
    public static SimulatedProvider Get(string name) =>
        All.FirstOrDefault(one => one.Name == name)
        ?? throw new ArgumentException($"No provider '{name}'. There are: {string.Join(", ", All.Select(one => one.Name))}.", nameof(name));
}
