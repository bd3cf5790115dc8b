using System.CommandLine;
using System.Security.Cryptography;
using Signalbox.Connection;
using Signalbox.Output;
using Signalbox.Providers.Signing;
using Signalbox.Trigger;

namespace Signalbox.Listen;

/// <summary><c>signalbox listen</c>: the live feed, relayed to a developer's machine.</summary>
internal sealed class ListenCommand
{
    private readonly Option<string?> _forwardTo = new("--forward-to") { Description = "Where to send each event: its exact bytes, signed (Standard Webhooks), as deliveries are.", HelpName = "URL" };
    private readonly Option<string?> _secret = new("--secret") { Description = "What to sign with: whsec_…, '-' for a line of standard input, @FILE for a file. [default: a new one, which is shown]", HelpName = "SECRET" };
    private readonly Option<string?> _types = new("--types") { Description = "Only these types, with commas between them; a * stands for any characters: 'invoice.*,customer.created'.", HelpName = "TYPES" };
    private readonly Option<string?> _source = new("--source") { Description = "Only events of this account.", HelpName = "NAME" };
    private readonly Option<string?> _stream = new("--stream") { Description = "Only this stream: account/kind/id.", HelpName = "KEY" };
    private readonly Option<string?> _tenant = new("--tenant") { Description = "Only events of this tenant.", HelpName = "NAME" };
    private readonly Option<string?> _after = new("--after") { Description = "Begin behind the event with this number; 0: with the oldest one kept. [default: what is applied from now on]", HelpName = "SEQ" };

    internal static Command Create(Sessions sessions) => new ListenCommand().Build(sessions);

    private Command Build(Sessions sessions)
    {
        var command = new Command("listen", "Follows the live feed, and forwards each event to a URL, until Ctrl-C (exit code 0).") { _forwardTo, _secret, _types, _source, _stream, _tenant, _after };
        command.Validators.Add(result =>
        {
            if (result.GetResult(_secret) is not null && result.GetResult(_forwardTo) is null)
            {
                result.AddError("--secret signs what is forwarded. Give --forward-to as well.");
            }
        });
        sessions.Run(command, RunAsync);
        return command;
    }

    private async Task<CommandExit> RunAsync(ParseResult parsed, Session session, CancellationToken cancellationToken)
    {
        using var client = session.Connect();
        using var forwarder = await ForwarderAsync(parsed, session, cancellationToken);
        var query = QueryText.None
            .With("type", parsed.GetValue(_types))
            .With("source", parsed.GetValue(_source))
            .With("stream", parsed.GetValue(_stream))
            .With("tenant", parsed.GetValue(_tenant))
            .With("raw", forwarder is null ? null : "true");
        var follower = new FeedFollower(session, client, query, forwarder is null ? ShowAsync : (e, token) => forwarder.ForwardAsync(e, session, token));
        return await follower.RunAsync(parsed.GetValue(_after), cancellationToken);

        Task ShowAsync(FeedItem e, CancellationToken _)
        {
            ListenOutput.Write(session, e, outcome: null);
            return Task.CompletedTask;
        }
    }

    private async Task<Forwarder?> ForwarderAsync(ParseResult parsed, Session session, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(_forwardTo) is not { } text)
        {
            return null;
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        {
            throw new CommandFault(CommandExit.Usage, $"'{Printable.Of(text)}' is not a URL to send events to; it looks like http://localhost:3000/hooks.");
        }

        var given = await SecretArgument.ReadAsync(parsed.GetValue(_secret), session.Terminal, cancellationToken);
        var secret = given ?? $"whsec_{Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}";
        try
        {
            var forwarder = new Forwarder(url, StandardWebhooksSigner.Standard(secret));
            await session.Terminal.Error.WriteLineAsync(given is null
                ? $"Forwarding to {url}, signed with {secret} (of this run; keep one with --secret)."
                : $"Forwarding to {url}, signed with the secret given.");
            return forwarder;
        }
        catch (ArgumentException e)
        {
            throw new CommandFault(CommandExit.Usage, $"This secret cannot be used. {e.Message.Split(" (Parameter")[0]}", e);
        }
    }
}
