using System.CommandLine;
using Signalbox.Connection;
using Signalbox.Output;
using Signalbox.Simulation.Stripe;

namespace Signalbox.Trigger;

/// <summary><c>signalbox trigger</c>: sends what a provider would.</summary>
internal static class TriggerCommand
{
    internal static Command Create(Sessions sessions)
    {
        var list = new Option<bool>("--list") { Description = "Lists the scenarios." };
        var command = new Command("trigger", "Sends realistic signed webhooks, as a provider would.") { list };
        command.Subcommands.Add(new StripeTriggerCommand().Build(sessions));
        command.Validators.Add(result =>
        {
            if (!result.GetValue(list) && !result.Children.Any(static child => child is System.CommandLine.Parsing.CommandResult))
            {
                result.AddError("What? 'trigger stripe SCENARIO' sends events; --list shows the scenarios.");
            }
        });
        sessions.Run(command, static (_, session, _) =>
        {
            WriteScenarios(session);
            return Task.FromResult(CommandExit.Ok);
        });
        return command;
    }

    private static void WriteScenarios(Session session)
    {
        if (!session.Json)
        {
            ResultTable.Write(session.Terminal, ["provider", "scenario", "what happens"], [.. Scenarios.All.Select(static one => new[] { "stripe", one.Name, one.Description })]);
            return;
        }

        foreach (var scenario in Scenarios.All)
        {
            JsonLines.Write(session.Terminal, writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("provider", "stripe");
                writer.WriteString("scenario", scenario.Name);
                writer.WriteString("description", scenario.Description);
                writer.WriteEndObject();
            });
        }
    }
}
