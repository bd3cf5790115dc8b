using System.CommandLine;
using Signalbox.Connection;
using Signalbox.Output;
using Signalbox.Simulation;

namespace Signalbox.Trigger;

/// <summary><c>signalbox trigger</c>: sends what a provider would.</summary>
internal static class TriggerCommand
{
    internal static Command Create(Sessions sessions)
    {
        var list = new Option<bool>("--list") { Description = "Lists the scenarios of all providers." };
        var command = new Command("trigger", "Sends realistic signed webhooks, as a provider would.") { list };
        foreach (var provider in SimulatedProviders.All)
        {
            command.Subcommands.Add(new ProviderTriggerCommand(provider).Build(sessions));
        }

        command.Validators.Add(result =>
        {
            if (!result.GetValue(list) && !result.Children.Any(static child => child is System.CommandLine.Parsing.CommandResult))
            {
                result.AddError("What? 'trigger PROVIDER SCENARIO' sends events; --list shows the scenarios.");
            }
        });
        sessions.Run(command, static (_, session, _) =>
        {
            TriggerList.WriteAll(session);
            return Task.FromResult(CommandExit.Ok);
        });
        return command;
    }
}
