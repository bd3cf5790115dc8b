using Signalbox.Connection;
using Signalbox.Output;
using Signalbox.Simulation;

namespace Signalbox.Trigger;

/// <summary>Shows what can be sent.</summary>
internal static class TriggerList
{
    /// <summary>The scenarios of all providers.</summary>
    internal static void WriteAll(Session session) => WriteScenarios(session, SimulatedProviders.All);

    /// <summary>One provider's scenarios and event types.</summary>
    internal static void WriteProvider(Session session, SimulatedProvider provider)
    {
        WriteScenarios(session, [provider]);
        if (!session.Json)
        {
            ResultTable.Write(session.Terminal, ["provider", "event type"], [.. provider.Types.Select(type => new[] { provider.Name, type })]);
            return;
        }

        foreach (var type in provider.Types)
        {
            JsonLines.Write(session.Terminal, writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("provider", provider.Name);
                writer.WriteString("type", type);
                writer.WriteEndObject();
            });
        }
    }

    private static void WriteScenarios(Session session, IReadOnlyList<SimulatedProvider> providers)
    {
        var scenarios = providers.SelectMany(static provider => provider.Scenarios.Select(one => (Provider: provider.Name, Scenario: one))).ToList();
        if (!session.Json)
        {
            ResultTable.Write(session.Terminal, ["provider", "scenario", "what happens"], [.. scenarios.Select(static one => new[] { one.Provider, one.Scenario.Name, one.Scenario.Description })]);
            return;
        }

        foreach (var (provider, scenario) in scenarios)
        {
            JsonLines.Write(session.Terminal, writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("provider", provider);
                writer.WriteString("scenario", scenario.Name);
                writer.WriteString("description", scenario.Description);
                writer.WriteEndObject();
            });
        }
    }
}
