using System.CommandLine;
using Signalbox.Connection;

namespace Signalbox.Backfills;

/// <summary><c>signalbox backfill</c>: reads what was there before the first webhook.</summary>
internal static class BackfillCommand
{
    internal static Command Create(Sessions sessions)
    {
        var command = new Command("backfill", "Reads an existing account at its provider into the projections.");
        command.Subcommands.Add(new StripeBackfillCommand().Build(sessions));
        return command;
    }
}
