using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Signalbox.People;

/// <summary>How identities at different providers are known to be one person. Section <c>Signalbox:People</c>.</summary>
internal sealed class PeopleOptions
{
    /// <summary>Where a customer of the payment provider names its user: a JSON pointer (RFC 6901) into the customer, through objects only.</summary>
    /// <value>At most 200 characters. Default <c>/metadata/userId</c>.</value>
    [RegularExpression("(/[^/]+){1,8}"), MaxLength(200)]
    public string CustomerUserId { get; set; } = "/metadata/userId";

    /// <summary>Where a user names its profile for social networks: a JSON pointer into the user, through objects only.</summary>
    /// <value>At most 200 characters. Default <c>/public_metadata/socialProfileId</c>.</value>
    [RegularExpression("(/[^/]+){1,8}"), MaxLength(200)]
    public string UserProfileId { get; set; } = "/public_metadata/socialProfileId";
}

/// <summary>Checks <see cref="PeopleOptions"/> at start.</summary>
[OptionsValidator]
internal sealed partial class PeopleOptionsValidator : IValidateOptions<PeopleOptions>;
