using Signalbox.Simulation.Clerk;
using Signalbox.Simulation.Stripe;

namespace Signalbox.Simulation;

/// <summary>The providers whose webhooks can be made.</summary>
public static class SimulatedProviders
{
    /// <summary>All of them, in the order of the alphabet.</summary>
    public static IReadOnlyList<SimulatedProvider> All { get; } =
    [
        ClerkHistories.Create(),
        new StripeHistories(),
    ];

    /// <summary>The provider of that name.</summary>
    /// <exception cref="ArgumentException">There is none; the message lists those there are.</exception>
    public static SimulatedProvider Get(string name) =>
        All.FirstOrDefault(one => one.Name == name)
        ?? throw new ArgumentException($"No provider '{name}'. There are: {string.Join(", ", All.Select(one => one.Name))}.", nameof(name));
}
