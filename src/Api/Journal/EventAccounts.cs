using Signalbox.Ingress;
using Signalbox.Publishing;

namespace Signalbox.Journal;

/// <summary>Whose events the journal has.</summary>
internal static class EventAccounts
{
    /// <summary>The accounts' names, and those of what no provider sent.</summary>
    internal static IReadOnlyList<string> NamesWithOwn(this IAccounts accounts) => [.. accounts.All.Select(static a => a.Name), PublishedStreams.Product, PublishedStreams.Signalbox];
}
