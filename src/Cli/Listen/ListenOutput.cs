using Signalbox.Connection;
using Signalbox.Output;

namespace Signalbox.Listen;

/// <summary>A line for each event.</summary>
internal static class ListenOutput
{
    /// <param name="session">Where to.</param>
    /// <param name="e">The event.</param>
    /// <param name="outcome">What came of forwarding it; <see langword="null"/>: it was not.</param>
    internal static void Write(Session session, FeedItem e, string? outcome)
    {
        if (session.Json)
        {
            JsonLines.Write(session.Terminal, e.Json);
            if (outcome is not null)
            {
                session.Terminal.Error.WriteLine($"{Printable.Of(e.Text("id"))} {Printable.Of(outcome)}");
            }
        }
        else
        {
            session.Terminal.Out.WriteLine(outcome is null
                ? $"{Printable.Of(e.Text("type"))} {Printable.Of(e.Text("stream"))} {Printable.Of(e.Text("id"))} {e.Text("seq")}"
                : $"→ {Printable.Of(e.Text("type"))} {Printable.Of(e.Text("stream"))} {Printable.Of(outcome)}");
        }
    }
}
