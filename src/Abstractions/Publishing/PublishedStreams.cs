using Signalbox.Streams;

namespace Signalbox.Publishing;

/// <summary>
/// The streams of events that no provider sent: those that the product publishes, <c>product/events/{tenant}/{stream}</c>, and those that Signalbox
/// tells of itself, <c>signalbox/events/-/{stream}</c>. A dash stands for no tenant.
/// </summary>
public static class PublishedStreams
{
    /// <summary>The account of what the product publishes. No source can have the name.</summary>
    public const string Product = "product";

    /// <summary>The account of what Signalbox tells of itself. No source can have the name.</summary>
    public const string Signalbox = "signalbox";

    /// <summary>The longest name of a tenant, in characters.</summary>
    public const int MaxTenantLength = 100;

    private const string Kind = "events";
    private const string NoTenant = "-";

    /// <summary>Whether a name is that of one of these accounts.</summary>
    public static bool IsReserved(string account) => account is Product or Signalbox;

    /// <summary>Whether a text can be a tenant's name: 1 to 100 visible ASCII characters without <c>/ ? # \ "</c>; not a dash, a star or dots, which mean something else.</summary>
    public static bool IsTenant(string? name) => name is { Length: > 0 and <= MaxTenantLength } and not (NoTenant or "*" or "." or "..")
        && name.All(static c => c is > ' ' and <= '~' and not ('/' or '?' or '#' or '\\' or '"'));

    /// <summary>The stream of an event.</summary>
    /// <param name="account">One of the two.</param>
    /// <param name="tenant">Whose it is, without a slash and not a dash; <see langword="null"/>: no tenant's.</param>
    /// <param name="stream">What the publisher names it; may hold slashes.</param>
    public static StreamKey Of(string account, string? tenant, string stream) => new(account, Kind, $"{tenant ?? NoTenant}/{stream}");

    /// <summary>Whose events a stream has; <see langword="null"/>: no tenant's, as all those of providers.</summary>
    public static string? TenantOf(StreamKey stream)
    {
        if (!IsReserved(stream.Account))
        {
            return null;
        }

        var end = stream.Id.IndexOf('/', StringComparison.Ordinal);
        return end <= 0 || stream.Id.AsSpan(0, end) is NoTenant ? null : stream.Id[..end];
    }
}
