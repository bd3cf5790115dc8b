using Signalbox.Http;

namespace Signalbox.Feed;

/// <summary>Which events a reader wants; what is null does not matter.</summary>
/// <param name="Types">Of one of these types; with a <c>*</c> at its end, of all that begin so. None: of all.</param>
/// <param name="Source">Of this account.</param>
/// <param name="Stream">Of this stream.</param>
/// <param name="Tenant">Of this tenant.</param>
internal sealed record FeedFilter(IReadOnlyList<string> Types, string? Source, string? Stream, string? Tenant)
{
    /// <summary>The most types of a reader: each is compared with each event.</summary>
    internal const int MostTypes = 32;

    /// <summary>Reads types with commas between them.</summary>
    /// <param name="query">Where faults go.</param>
    /// <param name="parameter">The parameter.</param>
    internal static IReadOnlyList<string> TypesOf(RequestQuery query, QueryParameter parameter)
    {
        var types = query.Text(parameter)?.Split(',', StringSplitOptions.TrimEntries) ?? [];
        if (types.Length > MostTypes)
        {
            query.Refuse(parameter, $"names {types.Length} types; at most {MostTypes} are possible.");
        }
        else if (types.Any(static type => type.Length == 0))
        {
            query.Refuse(parameter, "has nothing between two commas.");
        }
        else if (types.Any(static type => type.AsSpan(0, type.Length - 1).Contains('*')))
        {
            query.Refuse(parameter, "has a * that is not at the end of a type.");
        }

        return types;
    }

    /// <summary>Whether the reader wants it.</summary>
    internal bool Wants(FeedEvent e) =>
        (Source is null || e.Source == Source)
        && (Tenant is null || e.Tenant == Tenant)
        && (Stream is null || e.Stream == Stream)
        && (Types.Count == 0 || IsOfOne(e.Type));

    private bool IsOfOne(string type)
    {
        for (var i = 0; i < Types.Count; i++)
        {
            var wanted = Types[i].AsSpan();
            if (wanted[^1] == '*' ? type.AsSpan().StartsWith(wanted[..^1], StringComparison.Ordinal) : wanted.SequenceEqual(type))
            {
                return true;
            }
        }

        return false;
    }
}
