using System.Collections.Frozen;
using System.Globalization;

namespace Signalbox.Providers.Outbound;

/// <summary>Ports from one to another.</summary>
/// <param name="First">From 1 to 65535.</param>
/// <param name="Last">Not less than the first.</param>
public readonly record struct PortRange(int First, int Last);

/// <summary>
/// Which ports may be sent to. Receivers sit on many, so any may be, but for those where a server of another protocol could take the body of a
/// request for commands. An operator who names ports allows these and no other.
/// </summary>
public static class PortRules
{
    private const int MostRanges = 64;

    // https://fetch.spec.whatwg.org/#port-blocking: what browsers send to for nobody.
    private static readonly int[] Browsers =
    [
        0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109, 110, 111, 113, 115, 117, 119, 123,
        135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995,
        1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
    ];

    // SMB, SQL Server, Oracle, MySQL, RDP, PostgreSQL, AMQP, Redis, Cassandra, Kafka, memcached, MongoDB: nobody's webhooks.
    private static readonly int[] Servers = [445, 1433, 1521, 3306, 3389, 5432, 5672, 6379, 9042, 9092, 11211, 27017];

    private static readonly FrozenSet<int> Refused = FrozenSet.ToFrozenSet([.. Browsers, .. Servers]);

    /// <summary>Whether a port may be sent to.</summary>
    /// <param name="port">The port.</param>
    /// <param name="allowed">The only ports that may be; with none, any but those of other protocols.</param>
    public static bool Allows(int port, IReadOnlyList<PortRange> allowed)
    {
        ArgumentNullException.ThrowIfNull(allowed);
        if (allowed.Count == 0)
        {
            return !Refused.Contains(port);
        }

        foreach (var range in allowed)
        {
            if (port >= range.First && port <= range.Last)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Reads ports and ranges with commas between them, for example <c>443,8443,9000-9100</c>; at most 64.</summary>
    /// <returns><see langword="null"/> if one of them is none.</returns>
    public static IReadOnlyList<PortRange>? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var ranges = new List<PortRange>();
        foreach (var item in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var dash = item.IndexOf('-', StringComparison.Ordinal);
            if (!TryPort(dash < 0 ? item : item.AsSpan(0, dash), out var first)
                || !TryPort(dash < 0 ? item : item.AsSpan(dash + 1), out var last)
                || last < first || ranges.Count == MostRanges)
            {
                return null;
            }

            ranges.Add(new PortRange(first, last));
        }

        return ranges;
    }

    private static bool TryPort(ReadOnlySpan<char> text, out int port) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is > 0 and <= 65535;
}
