using Signalbox.Http;

namespace Signalbox.Projections;

/// <summary>A projection as the API shows it. What is said here is documented, checked against the query, and decides its parameters.</summary>
/// <param name="Name">The last segment of its route, for example <c>checkout-sessions</c>.</param>
/// <param name="Singular">One of them, for people.</param>
/// <param name="OwnColumns">The columns that only it has, in the order of its statements; the common ones stand around them.</param>
/// <param name="Filters">Columns that it can be filtered by, in the order of its statements' parameters.</param>
internal sealed record ProjectionResource(
    string Name, string Singular, IReadOnlyList<ProjectionColumn> OwnColumns, IReadOnlyList<QueryParameter> Filters)
{
    private static readonly ProjectionColumn[] Head =
    [
        new("account", ColumnKind.Text, "The account that it belongs to."),
        new("id", ColumnKind.Text, "The provider's id of it."),
        new("livemode", ColumnKind.Flag, "Whether it is real, not a test."),
        new("provisional", ColumnKind.Flag, "Whether it is taken from an event's copy, which a read at the provider has not confirmed."),
        new("deleted_at", ColumnKind.Time, "When it was deleted at the provider; null if it is not. What was deleted is kept, and left out of lists unless asked for."),
        new("updated_at", ColumnKind.Time, "When this row was written last."),
        new("as_of", ColumnKind.Time, "How fresh it is: the provider's time of the event that it was taken from."),
        new("stream", ColumnKind.Text, "The stream whose event wrote it."),
        new("version", ColumnKind.Number, "The version of that event."),
    ];

    private static readonly ProjectionColumn Raw = new("raw", ColumnKind.Json, "The provider's object, unchanged.");

    /// <summary>All columns in the order of the statements.</summary>
    internal IReadOnlyList<ProjectionColumn> Columns { get; } = [.. Head, .. OwnColumns, Raw];

    /// <summary>Whether its by-id answer has the items of the subscription.</summary>
    internal bool HasItems { get; init; }

    /// <summary>A stream whose events write such rows, for the description of the API; it begins with the account.</summary>
    internal string ExampleStream { get; init; } = "stripe/customer/cus_9s6XKzkNRiz8i3";

    /// <summary>The name of its schema in the description of the API.</summary>
    internal string SchemaName => string.Concat(Singular.Split(' ').Select(static w => char.ToUpperInvariant(w[0]) + w[1..]));
}

/// <summary>A column of a projection.</summary>
/// <param name="Name">Its name in table and answer.</param>
/// <param name="Kind">What it holds; null is possible in each that only one resource has.</param>
/// <param name="Description">What it means.</param>
internal sealed record ProjectionColumn(string Name, ColumnKind Kind, string Description);

/// <summary>What a column holds.</summary>
internal enum ColumnKind
{
    /// <summary>Text.</summary>
    Text = 1,

    /// <summary>A whole number of up to 64 bits; amounts are in the currency's smallest unit.</summary>
    Number = 2,

    /// <summary>True or false.</summary>
    Flag = 3,

    /// <summary>A moment.</summary>
    Time = 4,

    /// <summary>JSON as the provider sent it.</summary>
    Json = 5,
}
