namespace Signalbox.Tests.Support.Deliveries;

/// <summary>An event that a test publishes.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Type">Its type.</param>
/// <param name="Tenant">Whose it is; <see langword="null"/>: no tenant's.</param>
/// <param name="Stream">What keeps its order.</param>
/// <param name="Version">Its number in the stream, if it is published behind those before it.</param>
public sealed record OwnEvent(string Id, string Type, string? Tenant, string Stream, long Version)
{
    private static readonly string[] Types = ["order.paid", "order.shipped", "order.closed"];

    /// <summary>Draws events, each stream of one tenant.</summary>
    /// <param name="chance">Draws streams and types.</param>
    /// <param name="prefix">What their ids begin with.</param>
    /// <param name="count">How many.</param>
    /// <param name="streams">Of how many streams.</param>
    /// <param name="tenants">Whose.</param>
    public static IReadOnlyList<OwnEvent> Draw(Random chance, string prefix, int count, int streams, params IReadOnlyList<string?> tenants)
    {
        ArgumentNullException.ThrowIfNull(chance);
        ArgumentNullException.ThrowIfNull(tenants);
        var versions = new long[streams];
        return [.. Enumerable.Range(0, count).Select(n =>
        {
            var stream = chance.Next(streams);
            return new OwnEvent($"{prefix}_{n:d4}", Types[chance.Next(Types.Length)], tenants[stream % tenants.Count], $"{prefix}-{stream:d2}", ++versions[stream]);
        })];
    }

    internal Dictionary<string, object?> ToRequest() => new()
    {
        ["id"] = Id,
        ["type"] = Type,
        ["tenant"] = Tenant,
        ["stream"] = Stream,
        ["data"] = new Dictionary<string, object> { ["order"] = Stream, ["step"] = Version },
    };
}
