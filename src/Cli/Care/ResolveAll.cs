using System.Globalization;
using System.Text.Json;
using Signalbox.Connection;
using Signalbox.Output;

namespace Signalbox.Care;

/// <summary>Replays or discards all dead letters that are open, as <c>--all</c> asks for: those that there are when it begins, the oldest first, many with one call.</summary>
internal sealed class ResolveAll(Session session, SignalboxClient client, Resolution resolution)
{
    // The most that the server takes at once.
    private const int Batch = 100;

    /// <param name="filter">Which of them.</param>
    /// <param name="isConfirmed">Whether nobody need be asked.</param>
    /// <param name="cancellationToken">Stops behind the call under way.</param>
    internal async Task<CommandExit> RunAsync(QueryText filter, bool isConfirmed, CancellationToken cancellationToken)
    {
        var (letters, _) = await client.FirstAsync("v1/dead-letters", filter.With("status", "open"), int.MaxValue, cancellationToken);
        if (letters.Count == 0)
        {
            await session.Terminal.Error.WriteLineAsync("No dead letters are open.");
            return CommandExit.Ok;
        }

        if (!isConfirmed)
        {
            await AskAsync(letters.Count, cancellationToken);
        }

        var (done, looked) = (0, 0);
        foreach (var ids in letters.Select(static letter => letter.GetProperty("id").GetInt64()).Order().Chunk(Batch))
        {
            var answer = await client.PostAsync($"v1/dead-letters/{resolution.Name}", Body(ids), cancellationToken);
            done += answer.Json.GetProperty("items").EnumerateArray().Count(Tell);
            looked += ids.Length;
            if (looked < letters.Count && (session.Json || !session.Terminal.IsOutScreen))
            {
                await session.Terminal.Error.WriteLineAsync($"{looked} of {letters.Count}, {done} {resolution.Done}");
            }
        }

        return done == letters.Count ? CommandExit.Ok : CommandExit.Failed;
    }

    private static byte[] Body(long[] ids)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("ids");
            foreach (var id in ids)
            {
                writer.WriteNumberValue(id);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }

    /// <returns>Whether it was done.</returns>
    private bool Tell(JsonElement item)
    {
        var (id, outcome) = (item.GetProperty("id").GetInt64().ToString(CultureInfo.InvariantCulture), item.GetProperty("outcome").GetString());
        if (session.Json)
        {
            JsonLines.Write(session.Terminal, item);
        }
        else if (outcome == resolution.Done)
        {
            session.Terminal.Out.WriteLine($"{id}\t{resolution.Done}");
        }
        else
        {
            session.Terminal.Error.WriteLine($"{id}\tnot {resolution.Done}: {Printable.Of(item.GetProperty("error").GetString() ?? outcome ?? string.Empty)}");
        }

        return outcome == resolution.Done;
    }

    private async Task AskAsync(int count, CancellationToken cancellationToken)
    {
        var terminal = session.Terminal;
        if (!terminal.CanAsk)
        {
            throw new CommandFault(CommandExit.Usage, $"This would {resolution.Name} {count} dead letters, and nobody can be asked here. Add --yes if that is meant.");
        }

        await terminal.Error.WriteAsync($"{char.ToUpperInvariant(resolution.Name[0])}{resolution.Name[1..]} {count} dead letters? [y/N] ");
        var answer = await Task.Run(terminal.In.ReadLine, cancellationToken).WaitAsync(cancellationToken);
        if (answer?.Trim().ToUpperInvariant() is not ("Y" or "YES"))
        {
            throw new CommandFault(CommandExit.Failed, $"Nothing was {resolution.Done}.");
        }
    }
}
