using Signalbox.Destinations;
using Signalbox.Http;

namespace Signalbox.Feed;

/// <summary>Which events a reader wants; what is null does not matter.</summary>
/// <param name="Types">Of one of these types.</param>
/// <param name="Source">Of this account.</param>
/// <param name="Stream">Of this stream.</param>
/// <param name="Tenant">Of this tenant.</param>
internal sealed record FeedFilter(TypePatterns? Types, string? Source, string? Stream, string? Tenant)
{
    /// <summary>The most types of a reader: each is compared with each event.</summary>
    internal const int MostTypes = 32;

    /// <summary>Reads types with commas between them.</summary>
    /// <param name="query">Where faults go.</param>
    /// <param name="parameter">The parameter.</param>
    internal static TypePatterns? TypesOf(RequestQuery query, QueryParameter parameter)
    {
        if (query.Text(parameter)?.Split(',', StringSplitOptions.TrimEntries) is not { } types)
        {
            return null;
        }

        if (types.Length > MostTypes)
        {
            query.Refuse(parameter, $"names {types.Length} types; at most {MostTypes} are possible.");
        }
        else if (!types.All(TypePatterns.IsValid))
        {
            query.Refuse(parameter, $"must be types with commas between them, each of 1 to {TypePatterns.MaxLength} characters without white space.");
        }

        return new TypePatterns(types);
    }

    /// <summary>Whether the reader wants it.</summary>
    internal bool Wants(FeedEvent e) =>
        (Source is null || e.Source == Source)
        && (Tenant is null || e.Tenant == Tenant)
        && (Stream is null || e.Stream == Stream)
        && (Types is null || Types.Matches(e.Type));
}
