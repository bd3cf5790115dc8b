using Signalbox.Output;
using Signalbox.Providers;

namespace Signalbox.Connection;

/// <summary>Which server, and with which credentials: an option before a variable before the data folder. An empty variable counts as none.</summary>
internal sealed class ConnectionSettings(Func<string, string?> environment)
{
    internal const string StripeSecretVariable = "STRIPE_WEBHOOK_SECRET";
    internal const string SecretVariable = "SIGNALBOX_WEBHOOK_SECRET";

    private const string StripeSource = "stripe";

    internal string? UrlOption { get; init; }

    internal string? ApiKeyOption { get; init; }

    internal string? DataOption { get; init; }

    /// <summary>The server's address, with a slash at its end.</summary>
    /// <exception cref="CommandFault">It is no http address.</exception>
    internal Uri Url()
    {
        var text = UrlOption ?? Variable(GlobalOptions.UrlVariable) ?? GlobalOptions.DefaultUrl;
        return Uri.TryCreate($"{text.TrimEnd('/')}/", UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            ? url
            : throw new CommandFault(CommandExit.Usage, $"'{text}' is not the address of a server; it looks like {GlobalOptions.DefaultUrl}. Give --url or set {GlobalOptions.UrlVariable}.");
    }

    /// <summary>The API key.</summary>
    /// <exception cref="CommandFault">There is none, or it cannot be read.</exception>
    internal string ApiKey() =>
        ApiKeyOption
        ?? Variable(GlobalOptions.ApiKeyVariable)
        ?? ReadSecret("api-key", "API key")
        ?? throw new CommandFault(
            CommandExit.Unauthorized,
            $"There is no API key in {InData("api-key")}. Give the server's data folder with --data (or {GlobalOptions.DataVariable}), or the key with --api-key (or {GlobalOptions.ApiKeyVariable}).");

    /// <summary>The secret that a source's webhooks are signed with.</summary>
    /// <param name="option">What the command line says, if anything.</param>
    /// <param name="source">The account.</param>
    /// <exception cref="CommandFault">There is none, or it cannot be used.</exception>
    internal WebhookSecret WebhookSecret(string? option, string source)
    {
        var secret = WebhookSecretText(option, source);
        try
        {
            return new WebhookSecret(secret);
        }
        catch (ArgumentException e)
        {
            throw new CommandFault(CommandExit.Usage, $"This webhook secret cannot be used. {e.Message.Split(" (Parameter")[0]}", e);
        }
    }

    /// <summary>The same as text, of whatever form the provider's is.</summary>
    /// <param name="option">What the command line says, if anything.</param>
    /// <param name="source">The account.</param>
    /// <exception cref="CommandFault">There is none, or it cannot be read.</exception>
    internal string WebhookSecretText(string? option, string source) =>

        // The shorthand and the development secret are those of the account `stripe` and of no other.
        option
        ?? (source == StripeSource ? Variable(StripeSecretVariable) : null)
        ?? Variable($"Signalbox__Accounts__{source}__WebhookSecrets__0")
        ?? Variable(SecretVariable)
        ?? (source == StripeSource ? ReadSecret("webhook-secret", "webhook secret") : null)
        ?? throw new CommandFault(CommandExit.Unauthorized, NoSecret(source));

    private string NoSecret(string source) => source == StripeSource
        ? $"There is no webhook secret in {InData("webhook-secret")}. Give the server's data folder with --data (or {GlobalOptions.DataVariable}), or the secret with --secret (or {StripeSecretVariable})."
        : $"There is no webhook secret for the source '{source}'. Give it with --secret (or {SecretVariable}, or Signalbox__Accounts__{source}__WebhookSecrets__0).";

    private string? ReadSecret(string file, string what)
    {
        var path = InData(file);
        try
        {
            return File.ReadAllText(path).Trim() is { Length: > 0 } secret ? secret : null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandFault(CommandExit.Unauthorized, $"The {what} in {path} cannot be read: {e.Message} Only the user that runs the server may.", e);
        }
    }

    private string InData(string file) => Path.Combine(DataOption ?? Variable(GlobalOptions.DataVariable) ?? GlobalOptions.DefaultData, file);

    private string? Variable(string name) => environment(name) is { Length: > 0 } value ? value : null;
}
