using System.Diagnostics;

namespace Signalbox.Journal;

/// <summary>The names of <see cref="EventStatus"/> as the database's queries use them; the same as in JSON.</summary>
internal static class EventStatusNames
{
    internal const string Pending = "pending";
    internal const string Applied = "applied";
    internal const string DeadLetter = "dead_letter";
    internal const string Discarded = "discarded";
    internal const string Retrying = "retrying";
    internal const string Held = "held";

    internal static readonly IReadOnlyList<string> All = [Pending, Retrying, Held, Applied, DeadLetter, Discarded];

    internal static EventStatus Parse(string name) => name switch
    {
        Pending => EventStatus.Pending,
        Applied => EventStatus.Applied,
        DeadLetter => EventStatus.DeadLetter,
        Discarded => EventStatus.Discarded,
        Retrying => EventStatus.Retrying,
        Held => EventStatus.Held,
        _ => throw new UnreachableException($"'{name}' is not an event's status."),
    };
}
