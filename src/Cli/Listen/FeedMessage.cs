using System.Runtime.CompilerServices;
using System.Text;

namespace Signalbox.Listen;

/// <summary>A message of the live feed.</summary>
/// <param name="Id">How far the feed has come with it; <see langword="null"/> if it does not say.</param>
/// <param name="Name">What it is; empty for an event.</param>
/// <param name="Data">What it says; <see langword="null"/> for a sign of life.</param>
internal sealed record FeedMessage(string? Id, string Name, string? Data)
{
    /// <summary>
    /// Reads server-sent events. Unlike the runtime's parser it tells signs of life, and an id only with the end of its message: a connection that
    /// breaks in the middle of an event must not count the event as seen.
    /// </summary>
    internal static async IAsyncEnumerable<FeedMessage> ReadAsync(Stream stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8);
        string? id = null;
        var name = string.Empty;
        StringBuilder? data = null;
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.Length == 0)
            {
                yield return new FeedMessage(id, name, data?.ToString());
                (id, name, data) = (null, string.Empty, null);
                continue;
            }

            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var value = colon < 0 ? string.Empty : line[(colon + 1)..].TrimStart(' ');
            switch (colon < 0 ? line : line[..colon])
            {
                case "id":
                    id = value;
                    break;
                case "event":
                    name = value;
                    break;
                case "data":
                    data = data is null ? new StringBuilder(value) : data.Append('\n').Append(value);
                    break;
                default:
                    break;
            }
        }
    }
}
