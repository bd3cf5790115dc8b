using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Signalbox.Http;
using Signalbox.Ingress;
using Signalbox.OpenApi;
using Signalbox.Operations;
using Signalbox.Providers.Definitions;

namespace Signalbox.Sources;

/// <summary><c>/v1/sources</c>: where webhooks come in, and the secrets that verify them.</summary>
internal static class SourceEndpoints
{
    private static readonly QueryParameter Force = new("force", "Deletes the source also if it has events that are not applied yet; they are applied all the same.")
    {
        Choices = ["true", "false"],
        Default = "false",
    };

    internal static void MapSources(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/sources", ListAsync)
            .Describe("listSources", "Sources", "Sources", "All sources, those of the settings too, on one page. Of secrets only fingerprints, and how many webhooks each has verified.")
            .WithQuery()
            .Answers<Page<SourceView>>(SourceExamples.Sources);

        routes.MapPost("/v1/sources", CreateAsync)
            .Describe("createSource", "Sources", "Make a source", """Makes a place for webhooks to come in: {"name": "stripe-eu", "provider": "stripe", "secrets": ["whsec_…"], "credentials": {"api_key": "…"}, "dead_letters": "go_on", "description": "", "allow_from": ["203.0.113.0/24"], "public_url": "https://…"}; name and provider are required. Without secrets one is generated, for providers that take any, and shown in this answer only. Secrets are kept encrypted. Every process takes its webhooks within seconds.""")
            .WithQuery()
            .Answers<SourceWithSecret>(SourceExamples.Made)
            .Answers<SourceWithSecret>(SourceExamples.Made, 201)
            .Refuses(400, 409, 413);

        routes.MapGet("/v1/sources/{name}", GetAsync)
            .Describe("getSource", "Sources", "A source", "One source with its secrets' fingerprints.")
            .WithQuery()
            .Answers<SourceView>(SourceExamples.Source)
            .Refuses(404);

        routes.MapPatch("/v1/sources/{name}", ChangeAsync)
            .Describe("changeSource", "Sources", "Change a source", """Changes what is given of {"state": "active" or "disabled", "dead_letters": "go_on" or "hold", "description": "", "credentials": {"api_key": "…" or null}, "allow_from": [networks, or none for any], "public_url": "https://…" or "" for none}. A disabled source answers 403, which providers repeat for a while; its API key goes on working.""")
            .WithQuery()
            .Answers<SourceView>(SourceExamples.Source)
            .Refuses(400, 404, 409, 413);

        routes.MapDelete("/v1/sources/{name}", DeleteAsync)
            .Describe("deleteSource", "Sources", "Delete a source", "Deletes a source with its secrets and API key; from then on it answers 404. The journal and the projections keep what came. With 409 and code unapplied_events it has events that are not applied yet.")
            .WithQuery(Force)
            .Answers<SourceView>(SourceExamples.Source)
            .Refuses(400, 404, 409);

        routes.MapPost("/v1/sources/{name}/secrets", AddSecretAsync)
            .Describe("addSourceSecret", "Sources", "Add a secret", """Adds a webhook secret, which is valid at once: {"secret": "whsec_…", "expire_others_after": "1.00:00:00"}. The others stay valid for the time given (a day, if none is), so that the provider can be changed to the new one; their count of verified webhooks says when nobody uses them any more. One that the source has already is valid for good again, which takes a rotation back; 409 secret_known if nothing changes. Without a secret one is generated, for providers that take any.""")
            .WithQuery()
            .Answers<SourceWithSecret>(SourceExamples.Made)
            .Answers<SourceWithSecret>(SourceExamples.Made, 201)
            .Refuses(400, 404, 409, 413);

        routes.MapDelete("/v1/sources/{name}/secrets/{fingerprint}", RetireAsync)
            .Describe("retireSourceSecret", "Sources", "Retire a secret", "Deletes a webhook secret: what is signed with it is refused from now on. The last one that is valid cannot be retired; delete or disable the source instead.")
            .WithQuery()
            .Answers<SourceView>(SourceExamples.Source)
            .Refuses(404, 409);
    }

    private static async Task<IResult> ListAsync(HttpContext context, ISources sources, CancellationToken cancellationToken) =>
        RequestQuery.Of(context).Fault ?? TypedResults.Ok(new Page<SourceView>(await sources.ListAsync(cancellationToken), More: false, NextCursor: null));

    private static async Task<IResult> GetAsync(
        [Description("The source's name.")] string name, HttpContext context, ISources sources, CancellationToken cancellationToken) =>
        RequestQuery.Of(context).Fault ?? (await sources.FindAsync(name, cancellationToken) is { } source ? TypedResults.Ok(source) : SourceProblems.Unknown());

    private static async Task<IResult> CreateAsync(HttpContext context, ISources sources, ProviderCatalog providers, CancellationToken cancellationToken)
    {
        if (RequestQuery.Of(context).Fault is { } fault)
        {
            return fault;
        }

        var (body, badBody) = await CommandRequest.ReadAsync(context, SourceJson.Default.SourceRequest, SourceRequest.Check);
        if (badBody is not null)
        {
            return badBody;
        }

        var request = JsonSerializer.Deserialize(body.Span, SourceJson.Default.SourceRequest)!;
        if (!providers.TryFind(request.Provider, out var provider))
        {
            return Problems.BadParameters(new() { ["provider"] = $"must be one of {string.Join(", ", providers.All.Select(static p => p.Name))}." });
        }

        var secrets = request.Secrets ?? [];
        var unusable = secrets.Select((secret, i) => (Field: SourceRequest.SecretField(i), Fault: provider.CheckSecret(secret))).Where(static s => s.Fault is not null).ToList();
        if (unusable.Count > 0)
        {
            return Problems.BadParameters(unusable.ToDictionary(static s => s.Field, static s => $"{s.Fault}."));
        }

        var generated = secrets.Count == 0 ? ChosenSecrets.For(provider.Definition) : null;
        if (secrets.Count == 0 && generated is null)
        {
            return Problems.BadParameters(new() { ["secrets"] = $"is required: {request.Provider} makes the secret, and shows it where the webhook is set up." });
        }

        var change = await sources.CreateAsync(
            new NewSource(
                request.Name, request.Provider, request.Description ?? string.Empty, PolicyOf(request.DeadLetters) ?? DeadLetterPolicy.GoOn,
                generated is null ? [.. secrets.Distinct(StringComparer.Ordinal)] : [generated], request.Credentials?.ApiKey)
            {
                AllowFrom = request.AllowFrom ?? [],
                PublicUrl = request.PublicUrl is { Length: > 0 } url ? url : null,
            },
            cancellationToken);
        return change is { Outcome: SourceOutcome.Done, Source: { } made }
            ? TypedResults.Created($"/v1/sources/{made.Name}", new SourceWithSecret(made, generated))
            : SourceProblems.Of(change.Outcome, request.Name);
    }

    private static async Task<IResult> ChangeAsync(
        [Description("The source's name.")] string name, HttpContext context, ISources sources, CancellationToken cancellationToken)
    {
        if (RequestQuery.Of(context).Fault is { } fault)
        {
            return fault;
        }

        var (body, badBody) = await CommandRequest.ReadAsync(context, SourceJson.Default.SourceChangeRequest, SourceChangeRequest.Check);
        if (badBody is not null)
        {
            return badBody;
        }

        var request = JsonSerializer.Deserialize(body.Span, SourceJson.Default.SourceChangeRequest)!;
        var change = await sources.ChangeAsync(
            name,
            new ChangedSource(
                request.State is null ? null : request.State == "active", request.Description, PolicyOf(request.DeadLetters),
                request.Credentials is { NamesApiKey: true } credentials ? credentials.ApiKey ?? string.Empty : null)
            {
                AllowFrom = request.AllowFrom,
                PublicUrl = request.PublicUrl,
            },
            cancellationToken);
        return Answer(change, name);
    }

    private static async Task<IResult> DeleteAsync(
        [Description("The source's name.")] string name, HttpContext context, ISources sources, CancellationToken cancellationToken)
    {
        var query = RequestQuery.Of(context);
        var force = query.Text(Force) == "true";
        return query.Fault ?? Answer(await sources.DeleteAsync(name, force, cancellationToken), name);
    }

    private static async Task<IResult> AddSecretAsync(
        [Description("The source's name.")] string name, HttpContext context, ISources sources, ProviderCatalog providers, CancellationToken cancellationToken)
    {
        if (RequestQuery.Of(context).Fault is { } fault)
        {
            return fault;
        }

        var (body, badBody) = await CommandRequest.ReadAsync(context, SourceJson.Default.SecretRequest, SecretRequest.Check);
        if (badBody is not null)
        {
            return badBody;
        }

        var request = JsonSerializer.Deserialize(body.Span, SourceJson.Default.SecretRequest)!;
        if (await sources.FindAsync(name, cancellationToken) is not { } source)
        {
            return SourceProblems.Unknown();
        }

        if (!providers.TryFind(source.Provider, out var provider))
        {
            return SourceProblems.UnknownProvider(source.Provider);
        }

        if (request.Secret is not null && provider.CheckSecret(request.Secret) is { } unusable)
        {
            return Problems.BadParameters(new() { ["secret"] = $"{unusable}." });
        }

        var generated = request.Secret is null ? ChosenSecrets.For(provider.Definition) : null;
        if ((request.Secret ?? generated) is not { } secret)
        {
            return Problems.BadParameters(new() { ["secret"] = $"is required: {source.Provider} makes the secret, and shows it where the webhook is set up." });
        }

        var change = await sources.AddSecretAsync(name, secret, request.Grace, cancellationToken);
        return change is { Outcome: SourceOutcome.Done, Source: { } changed }
            ? TypedResults.Created($"/v1/sources/{name}", new SourceWithSecret(changed, generated))
            : SourceProblems.Of(change.Outcome, name);
    }

    private static async Task<IResult> RetireAsync(
        [Description("The source's name.")] string name,
        [Description("The secret's fingerprint.")] string fingerprint,
        HttpContext context,
        ISources sources,
        CancellationToken cancellationToken) =>
        RequestQuery.Of(context).Fault ?? Answer(await sources.RetireSecretAsync(name, fingerprint, cancellationToken), name);

    private static IResult Answer(SourceChange change, string name) =>
        change is { Outcome: SourceOutcome.Done, Source: { } source } ? TypedResults.Ok(source) : SourceProblems.Of(change.Outcome, name);

    private static DeadLetterPolicy? PolicyOf(string? text) => text switch
    {
        null => null,
        SourceView.GoOn => DeadLetterPolicy.GoOn,
        SourceView.Hold => DeadLetterPolicy.Hold,
        _ => throw new UnreachableException(),
    };
}
