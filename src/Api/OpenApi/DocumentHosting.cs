using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Signalbox.OpenApi;

/// <summary>The description of the API at <c>/openapi/v1.json</c>, made from what the routes say of themselves.</summary>
internal static class DocumentHosting
{
    internal const string KeyScheme = "ApiKey";

    internal static void AddApiDocument(this IServiceCollection services) => services.AddOpenApi("v1", static options =>
    {
        options.AddDocumentTransformer(static (document, _, _) =>
        {
            Introduce(document);
            return Task.CompletedTask;
        });
        options.AddOperationTransformer(static (operation, context, _) =>
        {
            OperationDocs.Complete(operation, context);
            return Task.CompletedTask;
        });
        options.AddSchemaTransformer(static (schema, context, _) =>
        {
            if (context.JsonTypeInfo.Type == typeof(Http.JsonRawValue) || context.JsonTypeInfo.Type == typeof(Http.JsonRawValue?))
            {
                schema.Description = "The provider's JSON, unchanged.";
            }

            return Task.CompletedTask;
        });
    });

    private static void Introduce(OpenApiDocument document)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Signalbox",
            Version = "v1",
            Description = """
                What providers' webhooks said, kept in order, applied once, and readable.

                Everything under /v1 needs the API key as `Authorization: Bearer KEY`. Times are ISO 8601 in UTC. Amounts are in the currency's
                smallest unit. Lists come in pages: go on with `cursor` = `next_cursor` while `more` is true. Errors are problem details
                (RFC 9457) with a stable `code`; on 503 try again after `Retry-After` seconds.
                """,
        };
        document.Servers = null;
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
        document.Components.SecuritySchemes[KeyScheme] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            Description = "The API key: in the file api-key of the data folder, or what SIGNALBOX_API_KEY was set to.",
        };
    }
}
