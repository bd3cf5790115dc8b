using System.CommandLine;

namespace Signalbox.Connection;

/// <summary>The options that every command takes.</summary>
internal sealed class GlobalOptions
{
    internal const string UrlVariable = "SIGNALBOX_URL";
    internal const string ApiKeyVariable = "SIGNALBOX_API_KEY";
    internal const string DataVariable = "SIGNALBOX_DATA";
    internal const string DefaultUrl = "http://127.0.0.1:8080";
    internal const string DefaultData = "./.signalbox";

    internal Option<string?> Url { get; } = new("--url")
    {
        Description = $"The server. [env: {UrlVariable}] [default: {DefaultUrl}]",
        HelpName = "URL",
        Recursive = true,
    };

    internal Option<string?> ApiKey { get; } = new("--api-key")
    {
        Description = $"The API key. [env: {ApiKeyVariable}] [default: the file api-key of the data folder]",
        HelpName = "KEY",
        Recursive = true,
    };

    internal Option<string?> Data { get; } = new("--data")
    {
        Description = $"The server's data folder, where its keys are. [env: {DataVariable}] [default: {DefaultData}]",
        HelpName = "DIR",
        Recursive = true,
    };

    internal Option<bool> Json { get; } = new("--json")
    {
        Description = "JSON on standard output: one document, or one line an item for lists.",
        Recursive = true,
    };

    /// <summary>What the command line says of the connection.</summary>
    internal ConnectionSettings Read(ParseResult parsed, Func<string, string?> environment) => new(environment)
    {
        UrlOption = parsed.GetValue(Url),
        ApiKeyOption = parsed.GetValue(ApiKey),
        DataOption = parsed.GetValue(Data),
    };
}
