using System.ComponentModel;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Signalbox.Http;
using Signalbox.Ingress;
using Signalbox.OpenApi;
using Signalbox.Providers.Definitions;

namespace Signalbox.Providers;

/// <summary><c>/v1/provider-definitions</c>: the providers that accounts may be of, and whether a definition of another one is right.</summary>
internal static class ProviderDefinitionEndpoints
{
    internal const string Example = """
        {
          "name": "acme", "origin": "configured",
          "definition": {
            "name": "acme",
            "signature": { "scheme": "hmac", "headers": [{ "name": "X-Acme-Signature", "prefix": "sha256=" }] },
            "id": "{/id}",
            "type": "{/type}",
            "streams": [{ "types": "order.*", "kind": "order", "id": "{/order/id}" }]
          }
        }
        """;

    internal const string ListExample = $$"""{ "items": [{{Example}}], "more": false, "next_cursor": null }""";

    internal const string CheckExample = """
        {
          "valid": false, "name": null,
          "faults": [{ "key": "/signature/algoritm", "detail": "is not a key; did you mean algorithm?" }]
        }
        """;

    internal static void MapProviderDefinitions(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/provider-definitions", List)
            .Describe("listProviderDefinitions", "Providers", "Known providers", "Every provider that an account may be of: those built in, and those configured in the folder of definitions. Their webhooks are verified and read as the definitions say.")
            .WithQuery()
            .Answers<Page<ProviderDefinitionView>>(ListExample);

        routes.MapGet("/v1/provider-definitions/{name}", Get)
            .Describe("getProviderDefinition", "Providers", "A known provider", "One provider and its definition.")
            .WithQuery()
            .Answers<ProviderDefinitionView>(Example)
            .Refuses(404);

        routes.MapPut("/v1/provider-definitions/{name}", PutAsync)
            .Describe("putProviderDefinition", "Providers", "Store a definition", "Stores a definition of a provider, at most 64 KiB, or replaces the one that is stored. Every process verifies and reads by it within seconds; sources that use it go on. Built-in ones, and those in the folder of definitions, cannot be replaced.")
            .WithQuery()
            .Answers<ProviderDefinitionView>(Example)
            .Refuses(400, 409, 413);

        routes.MapDelete("/v1/provider-definitions/{name}", DeleteAsync)
            .Describe("deleteProviderDefinition", "Providers", "Delete a definition", "Deletes a stored definition that no source uses.")
            .WithQuery()
            .Answers<ProviderDefinitionView>(Example)
            .Refuses(404, 409);

        routes.MapPost("/v1/provider-definitions/check", CheckAsync)
            .Describe("checkProviderDefinition", "Providers", "Check a definition", "Takes a definition of a provider as its body, at most 64 KiB, and says everything that is wrong with it, each fault by its key. Stores nothing.")
            .WithQuery()
            .Answers<DefinitionCheck>(CheckExample)
            .Refuses(413);
    }

    private static async Task<IResult> PutAsync(
        [Description("The provider's name, as in its definition.")] string name, HttpContext context, ProviderCatalog catalog, IStoredDefinitions stored, CancellationToken cancellationToken)
    {
        if (RequestQuery.Of(context).Fault is { } fault)
        {
            return fault;
        }

        if (await WebhookBody.ReadAsync(context.Request, DefinitionReader.MaxBytes, cancellationToken) is not { } body)
        {
            return Problems.Result(413, "too_large", $"A definition has at most {DefinitionReader.MaxBytes} bytes.");
        }

        if (DefinitionReader.Read(body, out var faults) is not { } definition)
        {
            return Problems.BadParameters(faults.GroupBy(static f => f.Key).ToDictionary(static f => f.Key.Length == 0 ? "body" : f.Key, static f => string.Join("; ", f.Select(static one => one.Detail))));
        }

        if (definition.Name != name)
        {
            return Problems.BadParameters(new() { ["/name"] = "must be the name in the path." });
        }

        return Refusal(name, catalog, isNew: true) ?? (await stored.PutAsync(definition, cancellationToken)
            ? catalog.TryFind(name, out var provider) ? TypedResults.Ok(ViewOf(provider, catalog)) : Unknown()
            : Problems.Result(409, "too_many", "There are as many stored definitions as there may be. Delete some."));
    }

    private static async Task<IResult> DeleteAsync(
        [Description("The provider's name.")] string name, HttpContext context, ProviderCatalog catalog, IAccounts accounts, IStoredDefinitions stored, CancellationToken cancellationToken)
    {
        if (RequestQuery.Of(context).Fault is { } fault)
        {
            return fault;
        }

        if (Refusal(name, catalog, isNew: false) is { } refusal)
        {
            return refusal;
        }

        if (!catalog.TryFind(name, out var provider))
        {
            return Unknown();
        }

        var view = ViewOf(provider, catalog);
        return accounts.All.Any(a => a.Provider == name && a.State is not SourceState.Deleted) || !await stored.DeleteAsync(name, cancellationToken)
            ? Problems.Result(409, "in_use", "A source is of this provider, or the definition was deleted just now. Delete the source first.")
            : TypedResults.Ok(view);
    }

    private static IResult? Refusal(string name, ProviderCatalog catalog, bool isNew) =>
        catalog.IsBuiltIn(name) ? Problems.Result(409, "built_in", "This provider is built in. Take another name.")
        : catalog.IsStored(name) || (isNew && !catalog.TryFind(name, out _)) ? null
        : catalog.TryFind(name, out _) ? Problems.Result(409, "managed_by_files", "This provider stands in the folder of definitions: change its file there.")
        : Unknown();

    private static IResult Unknown() => Problems.Result(404, "unknown_provider", "There is no provider of this name. /v1/provider-definitions lists those that are known.");

    private static IResult List(HttpContext context, ProviderCatalog catalog) =>
        RequestQuery.Of(context).Fault ?? TypedResults.Ok(new Page<ProviderDefinitionView>([.. catalog.All.Select(p => ViewOf(p, catalog))], More: false, NextCursor: null));

    private static IResult Get([Description("The provider's name, for example clerk.")] string name, HttpContext context, ProviderCatalog catalog) =>
        RequestQuery.Of(context).Fault
        ?? (catalog.TryFind(name, out var provider)
            ? TypedResults.Ok(ViewOf(provider, catalog))
            : Unknown());

    private static async Task<IResult> CheckAsync(HttpContext context, ProviderCatalog catalog, CancellationToken cancellationToken)
    {
        if (RequestQuery.Of(context).Fault is { } fault)
        {
            return fault;
        }

        if (await WebhookBody.ReadAsync(context.Request, DefinitionReader.MaxBytes, cancellationToken) is not { } body)
        {
            return Problems.Result(413, "too_large", $"A definition has at most {DefinitionReader.MaxBytes} bytes.");
        }

        var definition = DefinitionReader.Read(body, out var faults);
        if (definition is not null && catalog.IsBuiltIn(definition.Name))
        {
            faults = [new DefinitionFault("/name", "must be another one: this provider is built in")];
        }

        return TypedResults.Ok(new DefinitionCheck(
            faults.Count == 0, faults.Count == 0 ? definition?.Name : null, [.. faults.Select(static f => new DefinitionCheckFault(f.Key, f.Detail))]));
    }

    private static ProviderDefinitionView ViewOf(CatalogProvider provider, ProviderCatalog catalog) => new(
        provider.Name, provider.IsBuiltIn ? "built_in" : catalog.IsStored(provider.Name) ? "stored" : "configured", new JsonRawValue(Encoding.UTF8.GetBytes(provider.Definition.Json.GetRawText())));
}
