using System.Text.Json;
using Signalbox.Output;

namespace Signalbox.Connection;

/// <summary>What the server answered.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">The bytes.</param>
/// <param name="Date">The server's time.</param>
internal sealed record Answer(int Status, byte[] Body, DateTimeOffset? Date)
{
    // A provider's object may be nested as deeply as the server keeps it, inside of the answer's own levels.
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 128 };

    /// <summary>Whether it was done.</summary>
    internal bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>The document.</summary>
    /// <exception cref="CommandFault">It is not JSON: something else listens there.</exception>
    internal JsonElement Json => TryParse() ?? throw new CommandFault(
        CommandExit.Failed, $"The answer ({Status}) is not JSON. Is this the address of Signalbox? Check --url (or {GlobalOptions.UrlVariable}).");

    /// <summary>What a refusal says, for people.</summary>
    internal string Detail => TryParse() is { ValueKind: JsonValueKind.Object } problem && problem.TryGetProperty("detail", out var detail)
        ? Printable.Of(detail)
        : $"The server answered with status {Status}.";

    /// <summary>This answer if it is what was asked for.</summary>
    /// <exception cref="CommandFault">It is not.</exception>
    internal Answer OrFault(Uri url) => Status switch
    {
        _ when IsSuccess => this,
        400 or 409 => throw new CommandFault(CommandExit.Usage, Detail),
        401 => throw new CommandFault(
            CommandExit.Unauthorized,
            $"{url.ToString().TrimEnd('/')} refuses the API key. Give the data folder of that server with --data (or {GlobalOptions.DataVariable}), or its key with --api-key (or {GlobalOptions.ApiKeyVariable})."),
        404 => throw new CommandFault(CommandExit.NotFound, Detail),
        503 => throw new CommandFault(CommandExit.Failed, $"The server is busy or its database is away: {Detail}"),
        _ => throw new CommandFault(CommandExit.Failed, Detail),
    };

    private JsonElement? TryParse()
    {
        try
        {
            using var document = JsonDocument.Parse(Body, Deep);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
