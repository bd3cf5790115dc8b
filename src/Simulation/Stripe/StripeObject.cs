using System.Globalization;
using System.Text;

namespace Signalbox.Simulation.Stripe;

/// <summary>An object of the simulated account: a handle for its operations, and its present state. Not thread-safe.</summary>
public abstract class StripeObject : IJsonPart
{
    private protected StripeObject(string id, string kind, long created)
    {
        Id = id;
        Kind = kind;
        Created = created;
    }

    /// <summary>Stripe's id of it.</summary>
    public string Id { get; }

    /// <summary>Its <c>object</c> property, for example <c>payment_intent</c>.</summary>
    public string Kind { get; }

    /// <summary>When it was made, in unix seconds.</summary>
    public long Created { get; }

    /// <summary>Whether an event said that it is gone.</summary>
    public bool IsDeleted { get; internal set; }

    /// <summary>The object as the last event about it carried it; null before the first.</summary>
    internal byte[]? Published { get; set; }

    /// <summary>How often the object was told of, and what this second's events showed.</summary>
    internal long SeenSecond { get; set; }

    internal List<SeenEvent> SeenThisSecond { get; } = [];

    /// <summary>Grows over the object's life where Stripe's statuses only go forward; 0 where they may go back.</summary>
    internal virtual int StatusRank => 0;

    internal abstract void WriteTo(JsonText json);

    void IJsonPart.WriteTo(JsonText json) => WriteTo(json);

    /// <summary>Adds the rows that a projection shows of it; of a kind that no table shows, none.</summary>
    internal virtual void AddTruth(List<TruthRow> rows)
    {
    }

    private protected TruthRow Row(string table, params ReadOnlySpan<(string Column, object? Value)> columns)
    {
        var texts = new Dictionary<string, string?>(columns.Length + 2) { ["id"] = Id };
        foreach (var (column, value) in columns)
        {
            texts.Add(column, value switch
            {
                null => null,
                bool flag => flag ? "true" : "false",
                long number => number.ToString(CultureInfo.InvariantCulture),
                int number => number.ToString(CultureInfo.InvariantCulture),
                _ => (string)value,
            });
        }

        return new TruthRow(table, Id, IsDeleted, texts, Encoding.UTF8.GetString(Published!));
    }
}
