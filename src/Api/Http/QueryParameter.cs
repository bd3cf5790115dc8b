namespace Signalbox.Http;

/// <summary>A query parameter of an endpoint. What is said here is both checked (<see cref="RequestQuery"/>) and documented (OpenAPI).</summary>
/// <param name="Name">Its name in the query.</param>
/// <param name="Description">What it does, as a sentence.</param>
internal sealed record QueryParameter(string Name, string Description)
{
    internal const int MostItems = 200;
    internal const int UsualItems = 50;

    /// <summary>Which account; the same everywhere.</summary>
    internal static readonly QueryParameter Account = new("account", "Only this account, by its name in the settings.") { Example = "stripe" };

    /// <summary>How many items a page has.</summary>
    internal static readonly QueryParameter Limit = new("limit", "The most items a page may have.")
    {
        Kind = QueryParameterKind.Count,
        Default = UsualItems.ToString(),
    };

    /// <summary>Where a page begins.</summary>
    internal static readonly QueryParameter Cursor = new("cursor", "Where to go on: next_cursor of the page before, with the same filters. Opaque.")
    {
        MaxLength = 2_000,
    };

    /// <summary>What its value is.</summary>
    internal QueryParameterKind Kind { get; init; } = QueryParameterKind.Text;

    /// <summary>The values that are allowed; empty if any is.</summary>
    internal IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>What holds when it is left out; <see langword="null"/> for nothing.</summary>
    internal string? Default { get; init; }

    /// <summary>A value for the documentation.</summary>
    internal string? Example { get; init; }

    /// <summary>The longest value, in characters.</summary>
    internal int MaxLength { get; init; } = 255;
}

/// <summary>What the value of a query parameter is.</summary>
internal enum QueryParameterKind
{
    /// <summary>Text.</summary>
    Text = 1,

    /// <summary>A whole number from 1 to <see cref="QueryParameter.MostItems"/>.</summary>
    Count = 2,

    /// <summary>A moment, ISO 8601 with a time zone.</summary>
    Time = 3,
}

/// <summary>The query parameters that an endpoint knows. Any other is refused.</summary>
internal sealed record QueryParameters(IReadOnlyList<QueryParameter> Known);
