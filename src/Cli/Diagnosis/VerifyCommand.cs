using System.CommandLine;
using System.Text.Json;
using Signalbox.Connection;
using Signalbox.Output;
using Signalbox.Providers;
using Signalbox.Providers.Definitions;
using Signalbox.Providers.Diagnosis;
using Signalbox.Sources;

namespace Signalbox.Diagnosis;

/// <summary><c>signalbox verify</c>: why a captured webhook verifies or does not.</summary>
internal sealed class VerifyCommand
{
    private readonly Option<string?> _source = new("--source") { Description = "The source of the server that refuses it.", HelpName = "SOURCE" };
    private readonly Option<string?> _provider = new("--provider") { Description = "Without a server: the built-in provider whose webhook it is.", HelpName = "PROVIDER" };
    private readonly Option<string[]> _secrets = new("--secret") { Description = $"With --provider: a webhook secret: {SecretInput.Forms}. May be repeated.", HelpName = "-|@FILE" };
    private readonly Option<FileInfo> _file = new("--file") { Description = "A raw HTTP request: request line, headers, an empty line, the body.", HelpName = "FILE", Required = true };
    private readonly Option<DateTimeOffset?> _receivedAt = new("--received-at") { Description = "When it arrived. [default: now]", HelpName = "TIME" };

    internal static Command Create(Sessions sessions) => new VerifyCommand().Build(sessions);

    private Command Build(Sessions sessions)
    {
        var command = new Command("verify", "Says which check of a captured webhook fails, and the likely cause: by a source of the server, or with --provider and --secret by itself.")
        {
            _source, _provider, _secrets, _file, _receivedAt,
        };
        sessions.Run(command, RunAsync);
        return command;
    }

    private async Task<CommandExit> RunAsync(ParseResult parsed, Session session, CancellationToken cancellationToken)
    {
        var request = await ReadAsync(parsed.GetRequiredValue(_file), cancellationToken);
        var diagnosis = (parsed.GetValue(_source), parsed.GetValue(_provider)) switch
        {
            ({ } source, null) => await AskAsync(session, source, request, parsed.GetValue(_receivedAt), cancellationToken),
            (null, { } provider) => JsonSerializer.SerializeToElement(Diagnose(parsed, session, provider, request), DiagnosisJson.Default.SignatureDiagnosis),
            _ => throw new CommandFault(CommandExit.Usage, "Give either --source, a source of the server, or --provider with --secret."),
        };
        DiagnosisOutput.Write(session, diagnosis);
        return diagnosis.GetProperty("accepted").GetBoolean() ? CommandExit.Ok : CommandExit.Failed;
    }

    private SignatureDiagnosis Diagnose(ParseResult parsed, Session session, string name, in WebhookRequest request)
    {
        var catalog = new ProviderCatalog();
        if (!catalog.TryFind(name, out var provider))
        {
            throw new CommandFault(CommandExit.Usage, $"'{Printable.Of(name)}' is not a built-in provider. There are: {string.Join(", ", catalog.All.Select(static p => p.Name))}.");
        }

        var secrets = (parsed.GetValue(_secrets) ?? []).Select(value => SecretInput.Read(session.Terminal, "--secret", value)).ToList();
        if (secrets.Count is 0 or > 8)
        {
            throw new CommandFault(CommandExit.Usage, "--provider needs 1 to 8 --secret.");
        }

        return SignatureDiagnostics.Diagnose(
            new DiagnosisCase(request, name, provider, [.. secrets.Select(static s => new WebhookSecret(s))], parsed.GetValue(_receivedAt) ?? session.Time.GetUtcNow())
            {
                Providers = catalog.All,
            });
    }

    private static async Task<JsonElement> AskAsync(Session session, string source, WebhookRequest request, DateTimeOffset? receivedAt, CancellationToken cancellationToken)
    {
        var body = SourcesCommand.Json(writer =>
        {
            writer.WriteString("method", request.Method);
            writer.WriteString("url", request.Host.Length > 0 ? $"{request.Scheme}://{request.Host}{request.Target}" : request.Target);
            writer.WriteStartObject("headers");
            foreach (var (name, values) in request.Headers)
            {
                writer.WriteStartArray(name);
                foreach (var value in values)
                {
                    writer.WriteStringValue(value);
                }

                writer.WriteEndArray();
            }

            writer.WriteEndObject();
            writer.WriteBase64String("body_base64", request.Body.Span);
            if (receivedAt is { } at)
            {
                writer.WriteString("received_at", at.UtcDateTime);
            }
        });
        using var client = session.Connect();
        return (await client.PostAsync($"{SourcesCommand.PathOf(source)}/diagnose", body, cancellationToken)).Json;
    }

    private static async Task<WebhookRequest> ReadAsync(FileInfo file, CancellationToken cancellationToken)
    {
        try
        {
            if (file.Length > HttpRequestFile.MaxBytes)
            {
                throw new CommandFault(CommandExit.Usage, $"{Printable.Of(file.Name)} has more than {HttpRequestFile.MaxBytes} bytes.");
            }

            return HttpRequestFile.TryParse(await File.ReadAllBytesAsync(file.FullName, cancellationToken), out var request, out var fault)
                ? request
                : throw new CommandFault(CommandExit.Usage, $"{Printable.Of(file.Name)}: {fault}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandFault(CommandExit.Usage, Printable.Of(e.Message), e);
        }
    }
}
