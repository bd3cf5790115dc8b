using System.Text.Json;
using Signalbox.Output;

namespace Signalbox.Connection;

/// <summary>A part of a list.</summary>
/// <param name="Items">May be none while there is more.</param>
/// <param name="NextCursor">Where to go on; <see langword="null"/> at the end.</param>
/// <param name="Date">The server's time.</param>
internal sealed record Page(IReadOnlyList<JsonElement> Items, string? NextCursor, DateTimeOffset? Date)
{
    /// <exception cref="CommandFault">The answer is no page.</exception>
    internal static Page Of(Answer answer)
    {
        if (answer.Json is not { ValueKind: JsonValueKind.Object } json || !json.TryGetProperty("items", out var items))
        {
            throw new CommandFault(CommandExit.Failed, "The answer is not a list. Is the server of the same version as this program?");
        }

        var cursor = json.TryGetProperty("next_cursor", out var next) ? next.GetString() : null;
        return new Page([.. items.EnumerateArray()], cursor, answer.Date);
    }
}
