using System.Globalization;
using Signalbox.Output;

namespace Signalbox.Trigger;

/// <summary>What came of a run.</summary>
/// <param name="Plan">What was to be sent.</param>
/// <param name="Counts">What was sent.</param>
/// <param name="Retries">How often an event was sent once more.</param>
/// <param name="Elapsed">How long it took.</param>
internal sealed record SendingReport(SendingPlan Plan, SendingCounts Counts, long Retries, TimeSpan Elapsed)
{
    /// <summary>Ok only if each event that was to be sent was acknowledged.</summary>
    internal CommandExit Exit => Counts.Failed == 0 && Counts.Sent == Plan.Deliveries.Count ? CommandExit.Ok : CommandExit.Failed;

    private double PerSecond => Elapsed > TimeSpan.Zero ? Counts.Sent / Elapsed.TotalSeconds : 0;

    private int Unsent => Plan.Deliveries.Count - Counts.Sent;

    internal void Write(Terminal terminal)
    {
        var fields = new List<(string, string)>
        {
            ("sent", Number(Counts.Sent)),
            ("accepted", Number(Counts.Accepted)),
            ("duplicates", Number(Counts.Duplicates)),
            ("failed", Number(Counts.Failed)),
        };
        fields.AddRange(Counts.Failures.Select(static failure => ($"  {Printable.Of(failure.Reason)}", $"{Number(failure.Count)}  {failure.Detail}")));
        if (Unsent > 0)
        {
            fields.Add(("not sent", Number(Unsent)));
        }

        if (Retries > 0)
        {
            fields.Add(("retries", Number(Retries)));
        }

        if (Plan.Dropped > 0)
        {
            fields.Add(("dropped", Number(Plan.Dropped)));
        }

        fields.Add(("rate", string.Create(CultureInfo.InvariantCulture, $"{PerSecond:0} events/s ({Elapsed.TotalSeconds:0.0} s)")));
        fields.Add(("seed", Number(Plan.Request.Seed)));
        fields.Add(("once more", Plan.Repetition));
        ResultTable.WriteFields(terminal, fields);
    }

    internal void WriteJson(Terminal terminal) => JsonLines.Write(terminal, writer =>
    {
        writer.WriteStartObject();
        if (Plan.Request.Provider != "stripe")
        {
            writer.WriteString("provider", Plan.Request.Provider);
        }

        writer.WriteString("scenario", Plan.Request.Scenario);
        writer.WriteNumber("seed", Plan.Request.Seed);
        writer.WriteString("start", Plan.Start.UtcDateTime);
        writer.WriteNumber("events", Plan.History.Events.Count);
        writer.WriteNumber("sent", Counts.Sent);
        writer.WriteNumber("accepted", Counts.Accepted);
        writer.WriteNumber("duplicates", Counts.Duplicates);
        writer.WriteNumber("failed", Counts.Failed);
        writer.WriteStartObject("failures");
        foreach (var (reason, count, _) in Counts.Failures)
        {
            writer.WriteNumber(reason, count);
        }

        writer.WriteEndObject();
        writer.WriteNumber("not_sent", Unsent);
        if (Plan.Request.Drop > 0)
        {
            writer.WriteNumber("dropped", Plan.Dropped);
        }

        writer.WriteNumber("retries", Retries);
        writer.WriteNumber("seconds", Math.Round(Elapsed.TotalSeconds, 3));
        writer.WriteNumber("events_per_second", Math.Round(PerSecond, 1));
        writer.WriteEndObject();
    });

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
