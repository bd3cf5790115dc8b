using Signalbox.Operations;

namespace Signalbox.Destinations;

/// <summary>Which headers may be added to the requests of a destination.</summary>
internal static class DestinationHeaders
{
    /// <summary>The most headers of a destination.</summary>
    internal const int MostHeaders = 20;

    private const int MaxNameLength = 100;
    private const int MaxValueLength = 4_096;

    private static readonly HashSet<string> Reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        "connection", "content-encoding", "content-length", "content-type", "expect", "host", "keep-alive", "proxy-connection", "te", "trailer",
        "transfer-encoding", "upgrade", "user-agent", "webhook-id", "webhook-signature", "webhook-timestamp",
    };

    /// <summary>What is wrong with them. No value is quoted: it may be a credential.</summary>
    internal static void Check(IReadOnlyDictionary<string, string?>? headers, FieldFaults faults)
    {
        if (headers is null)
        {
            return;
        }

        faults.Require("headers", headers.Count <= MostHeaders, $"must be at most {MostHeaders}.");
        faults.Require("headers", headers.Keys.Distinct(StringComparer.OrdinalIgnoreCase).Count() == headers.Count, "must not hold a name twice; names differ by more than case.");
        foreach (var (name, value) in headers)
        {
            faults.Require($"headers.{name}", IsName(name), $"must have a name of 1 to {MaxNameLength} letters, digits and !#$%&'*+-.^_`|~.");
            faults.Require($"headers.{name}", !Reserved.Contains(name), "is a header that requests have anyway.");
            faults.Require(
                $"headers.{name}",
                value is { Length: > 0 and <= MaxValueLength } && value.All(static c => c is >= ' ' and <= '~') && value == value.Trim(),
                $"must be 1 to {MaxValueLength} visible ASCII characters and spaces, none before or behind.");
        }
    }

    private static bool IsName(string name) =>
        name.Length is > 0 and <= MaxNameLength && name.All(static c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal));
}
