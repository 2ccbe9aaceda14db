//! Time stamps of RFC 3161: asking for one, and checking that a token says what
//! it must, is signed by who may, and leads to a certificate that is trusted.
//!
//! Pure: bytes in, bytes out. Structures: RFC 3161 (requests, `TSTInfo`), RFC 5652
//! (CMS), RFC 5035 (`signingCertificateV2`), RFC 5280 (certificates).

mod chain;

use cms::cert::CertificateChoices;
use cms::content_info::ContentInfo;
use cms::signed_data::{SignedData, SignerIdentifier, SignerInfo};
use der::asn1::{Int, OctetString};
use der::oid::ObjectIdentifier;
use der::{Any, Decode as _, Encode as _, Sequence};
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};
use x509_cert::Certificate;
use x509_cert::spki::AlgorithmIdentifierOwned;
use x509_tsp::{MessageImprint, TimeStampReq, TimeStampResp, TspVersion, TstInfo};

pub use chain::certificates;

/// SHA-256 (NIST, `id-sha256`).
const SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1");
/// CMS `id-signedData`.
const SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");
/// `id-ct-TSTInfo` of RFC 3161.
const TST_INFO: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.1.4");
/// CMS `id-contentType`.
const CONTENT_TYPE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.3");
/// CMS `id-messageDigest`.
const MESSAGE_DIGEST: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.4");
/// `id-aa-signingCertificate` of RFC 2634.
const SIGNING_CERTIFICATE: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.12");
/// `id-aa-signingCertificateV2` of RFC 5035.
const SIGNING_CERTIFICATE_V2: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.47");

/// What a sound token says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// When the bytes were there at the latest, by the authority's clock.
    pub at: Timestamp,
    /// The subject of the certificate that signed.
    pub authority: String,
    /// Whether that certificate leads to one that was given as trusted. `false`:
    /// the token is whole, but anybody could have made it.
    pub is_anchored: bool,
}

/// Why a token is refused.
#[derive(Debug, thiserror::Error)]
pub enum StampError {
    /// It does not have the form of RFC 3161.
    #[error("not a time stamp of RFC 3161: {0}")]
    Malformed(&'static str),
    /// The bytes are no such structure.
    #[error("not a time stamp of RFC 3161")]
    Der(#[from] der::Error),
    /// The authority gave none.
    #[error("the authority refused: {0}")]
    Refused(String),
    /// It stamps something else.
    #[error("it stamps something else")]
    OtherBytes,
    /// It answers another request.
    #[error("it answers another request")]
    OtherNonce,
    /// A signature, or what must agree with it, is wrong.
    #[error("the signature is wrong: {0}")]
    BadSignature(&'static str),
    /// An algorithm that is not checked here.
    #[error("the algorithm {0} is not supported")]
    Algorithm(ObjectIdentifier),
    /// The certificate may not stamp, or does not lead to a trusted one.
    #[error("the authority's certificate is not trusted: {0}")]
    NotTrusted(&'static str),
}

/// A request for a stamp on these bytes' SHA-256. `nonce` ties the answer to it.
///
/// # Errors
/// When it cannot be written, which does not happen.
pub fn request(sha256: &[u8; 32], nonce: &[u8; 8]) -> Result<Vec<u8>, StampError> {
    let request = TimeStampReq {
        version: TspVersion::V1,
        message_imprint: MessageImprint {
            hash_algorithm: AlgorithmIdentifierOwned { oid: SHA256, parameters: None },
            hashed_message: OctetString::new(sha256.as_slice())?,
        },
        req_policy: None,
        nonce: Some(Int::new(&positive(*nonce))?),
        cert_req: true,
        extensions: None,
    };
    Ok(request.to_der()?)
}

/// A number that DER writes with exactly these bytes.
fn positive(mut nonce: [u8; 8]) -> [u8; 8] {
    if let Some(first) = nonce.first_mut() {
        *first = (*first & 0x7f) | 0x40;
    }
    nonce
}

/// The token of an authority's answer.
///
/// # Errors
/// When it is no answer, or a refusal.
pub fn token_of(response: &[u8]) -> Result<Vec<u8>, StampError> {
    let response = TimeStampResp::from_der(response)?;
    let refused = || StampError::Refused(format!("{:?}", response.status.status));
    Ok(response.time_stamp_token.as_ref().ok_or_else(refused)?.to_der()?)
}

/// Checks a token over bytes with this SHA-256. `nonce`: of the request, where it
/// is at hand. `anchors`: trusted certificates (DER); none = not anchored.
///
/// # Errors
/// When anything about it does not hold.
pub fn verify(
    token: &[u8],
    sha256: &[u8; 32],
    nonce: Option<&[u8; 8]>,
    anchors: &[Vec<u8>],
) -> Result<Stamp, StampError> {
    let content = ContentInfo::from_der(token)?;
    if content.content_type != SIGNED_DATA {
        return Err(StampError::Malformed("no signed data"));
    }
    let signed: SignedData = content.content.decode_as()?;
    let inner = &signed.encap_content_info;
    if inner.econtent_type != TST_INFO {
        return Err(StampError::Malformed("no TSTInfo inside"));
    }
    let inside = inner.econtent.as_ref().ok_or(StampError::Malformed("nothing inside"))?.value();
    let told = TstInfo::from_der(inside)?;
    let imprint = &told.message_imprint;
    if imprint.hash_algorithm.oid != SHA256 || imprint.hashed_message.as_bytes() != sha256 {
        return Err(StampError::OtherBytes);
    }
    if let Some(nonce) = nonce
        && told.nonce.as_ref().map(Int::as_bytes) != Some(positive(*nonce).as_slice())
    {
        return Err(StampError::OtherNonce);
    }
    let seconds = i64::try_from(told.gen_time.to_unix_duration().as_secs()).unwrap_or(i64::MAX);
    let at = Timestamp::from_second(seconds).unwrap_or(Timestamp::MAX);
    let carried = carried(&signed);
    let [signer] = signed.signer_infos.0.as_slice() else {
        return Err(StampError::Malformed("not exactly one signature"));
    };
    let certificate = signer_of(signer, &carried)?;
    check_signature(signer, certificate, inside)?;
    let is_anchored = chain::check(certificate, &carried, anchors, at)?;
    Ok(Stamp { at, authority: certificate.tbs_certificate.subject.to_string(), is_anchored })
}

/// The certificates that the token brings.
fn carried(signed: &SignedData) -> Vec<Certificate> {
    let set = signed.certificates.as_ref().map(|set| set.0.as_slice()).unwrap_or_default();
    let plain = set.iter().filter_map(|choice| match choice {
        CertificateChoices::Certificate(certificate) => Some(certificate.clone()),
        CertificateChoices::Other(_) => None,
    });
    plain.take(chain::CERTIFICATES_MAX).collect()
}

fn signer_of<'a>(
    signer: &SignerInfo,
    carried: &'a [Certificate],
) -> Result<&'a Certificate, StampError> {
    let SignerIdentifier::IssuerAndSerialNumber(wanted) = &signer.sid else {
        return Err(StampError::Malformed("the signer is not named by issuer and number"));
    };
    let is_wanted = |one: &&Certificate| {
        one.tbs_certificate.issuer == wanted.issuer
            && one.tbs_certificate.serial_number == wanted.serial_number
    };
    let found = carried.iter().find(is_wanted);
    found.ok_or(StampError::Malformed("the signer's certificate is not there"))
}

/// `ESSCertIDv2` of RFC 5035.
#[derive(Sequence)]
struct CertIdV2 {
    #[asn1(optional = "true")]
    hash_algorithm: Option<AlgorithmIdentifierOwned>,
    cert_hash: OctetString,
    #[asn1(optional = "true")]
    issuer_serial: Option<Any>,
}

/// `SigningCertificateV2` of RFC 5035; version 1 fits it too, with SHA-1.
#[derive(Sequence)]
struct SigningCertificate {
    certs: Vec<CertIdV2>,
    #[asn1(optional = "true")]
    policies: Option<Any>,
}

fn check_signature(
    signer: &SignerInfo,
    certificate: &Certificate,
    inside: &[u8],
) -> Result<(), StampError> {
    let attributes = signer.signed_attrs.as_ref();
    let attributes = attributes.ok_or(StampError::Malformed("nothing is signed beside"))?;
    let value = |oid: ObjectIdentifier| {
        let attribute = attributes.iter().find(|one| one.oid == oid)?;
        match attribute.values.as_slice() {
            [value] => Some(value),
            _ => None,
        }
    };
    let kind: Option<ObjectIdentifier> =
        value(CONTENT_TYPE).and_then(|value| value.decode_as().ok());
    if kind != Some(TST_INFO) {
        return Err(StampError::BadSignature("it signs another kind of content"));
    }
    let digest = value(MESSAGE_DIGEST).and_then(|value| value.decode_as::<OctetString>().ok());
    let digest = digest.ok_or(StampError::BadSignature("it names no digest"))?;
    if digest.as_bytes() != chain::digest(signer.digest_alg.oid, inside)?.as_ref() {
        return Err(StampError::BadSignature("its digest is of other content"));
    }
    let (named, usual) = match (value(SIGNING_CERTIFICATE_V2), value(SIGNING_CERTIFICATE)) {
        (Some(named), _) => (named, SHA256),
        (None, Some(named)) => (named, chain::SHA1),
        (None, None) => return Err(StampError::BadSignature("it names no certificate")),
    };
    let named: SigningCertificate = named.decode_as()?;
    let first = named.certs.first().ok_or(StampError::BadSignature("it names no certificate"))?;
    let by = first.hash_algorithm.as_ref().map_or(usual, |algorithm| algorithm.oid);
    if first.cert_hash.as_bytes() != chain::digest(by, &certificate.to_der()?)?.as_ref() {
        return Err(StampError::BadSignature("it names another certificate"));
    }
    let message = attributes.to_der()?;
    let algorithm = (signer.signature_algorithm.oid, Some(signer.digest_alg.oid));
    chain::check_signed(certificate, algorithm, (&message, signer.signature.as_bytes()))
}

/// SHA-256 of bytes, as stamps name them.
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}
